"""Whether a key is good: a real stream with a moment of silence. Imports the catalogue and failures; no Qt.

Nothing less would do: Soniox takes any key until the first message.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from audio.pcm import silence
from providers.catalogue import provider
from providers.errors import Failure, FailureKind
from providers.events import Event, Failed
from providers.feed import Feed, Mark
from providers.recogniser import Recogniser

from . import exit_codes, failures

CHUNK_MS = 100
CHUNKS = 3
LIMIT_S = 45.0
"""Above all deadlines of the connection's own, that for a key store which has to be unlocked among them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a trial, as a sentence."""

    good: bool
    """The service took the key."""
    sentence: str
    exit_code: int


def try_key(provider_id: str, make: Callable[[], Recogniser]) -> Verdict:
    """Dictate silence to the recogniser that `make` makes. Blocks for some seconds at the most. Never raises but for a
    provider that does not exist."""
    name = provider(provider_id).name
    try:
        failure = asyncio.run(_dictate_silence(make()))
    except ValueError as error:
        return Verdict(False, f"The key was not tested: {error}", exit_codes.USAGE)
    if failure is None:
        return Verdict(True, f"{name} takes the key.", exit_codes.OK)
    failure = replace(failure, provider=provider_id)
    if failure.kind is FailureKind.AUTH:
        return Verdict(False, failures.happened(failure), exit_codes.CREDENTIALS)
    sentence = failures.describe(failure)
    untold = "" if failure.kind is FailureKind.QUOTA else "It is not known whether the key is good. "
    return Verdict(False, untold + sentence, exit_codes.PROVIDER)


async def _dictate_silence(recogniser: Recogniser) -> Failure | None:
    events: list[Event] = []
    feed = Feed(asyncio.get_running_loop())
    for _ in range(CHUNKS):
        feed.put(silence(CHUNK_MS))
    feed.put(Mark.FINALIZE)
    feed.put(Mark.CLOSE)
    try:
        async with asyncio.timeout(LIMIT_S):
            await recogniser.recognise(feed, events.append)
    except TimeoutError:
        return Failure(FailureKind.TIMEOUT, f"nothing for {LIMIT_S:g} seconds")
    finally:
        await recogniser.aclose()
    return next((event.failure for event in events if isinstance(event, Failed)), None)
