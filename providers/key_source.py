"""Asking for an API key without waiting for it on the event loop. Imports only the vocabulary."""

import asyncio
import contextlib
import threading
from collections.abc import Callable

from .errors import NoKey


async def ask_for_key(source: Callable[[], str], limit: float) -> str:
    """What `source` returns. Raises `NoKey`, also if `source` raises anything else, or nothing within `limit` seconds.

    It runs on a thread of its own that can be left behind: a key store may ask its user for a password, or hang for
    good, and an executor's thread would keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def settle(key: str, problem: str) -> None:
        if answer.done():
            return
        if problem:
            answer.set_exception(NoKey(problem))
        else:
            answer.set_result(key)

    def ask() -> None:
        key, problem = "", ""
        try:
            key = source()
        except NoKey as error:
            problem = str(error)
        except Exception as error:  # key stores come from anywhere; what they say may hold what they keep
            problem = f"the key could not be read ({type(error).__name__})"
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody asks any more
            loop.call_soon_threadsafe(settle, key, problem)

    threading.Thread(target=ask, name="key", daemon=True).start()
    try:
        async with asyncio.timeout(limit):
            return await answer
    except TimeoutError:
        raise NoKey(f"the key store did not answer within {limit:g} seconds. Unlock it, and dictate again") from None
