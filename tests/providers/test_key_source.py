import asyncio
import threading

import pytest

from providers.errors import NoKey
from providers.key_source import ask_for_key

SECRET = "sk-secret-0123456789"


def test_the_key_is_asked_for_elsewhere():
    asked_on = []

    def source():
        asked_on.append(threading.current_thread())
        return SECRET

    assert asyncio.run(ask_for_key(source, 5)) == SECRET
    assert asked_on != [threading.current_thread()]


def test_why_there_is_none_is_passed_on():
    def source():
        raise NoKey("Nobody entered one.")

    with pytest.raises(NoKey, match=r"Nobody entered one\."):
        asyncio.run(ask_for_key(source, 5))


def test_what_a_key_store_says_when_it_breaks_is_not_repeated():
    def source():
        raise RuntimeError(f"cannot store {SECRET}")

    with pytest.raises(NoKey, match=r"could not be read \(RuntimeError\)") as raised:
        asyncio.run(ask_for_key(source, 5))
    assert SECRET not in str(raised.value)


def test_a_store_that_hangs_is_left_behind():
    released = threading.Event()

    def source():
        released.wait(30)
        return SECRET

    with pytest.raises(NoKey, match=r"did not answer within 0\.05 seconds"):
        asyncio.run(ask_for_key(source, 0.05))
    released.set()  # its answer meets a loop that is closed: nobody minds


def test_an_answer_behind_the_deadline_is_nobodys():
    released = threading.Event()

    async def run():
        with pytest.raises(NoKey):
            await ask_for_key(lambda: (released.wait(30) and SECRET) or SECRET, 0.05)
        released.set()
        for thread in threading.enumerate():
            if thread.name == "key":
                await asyncio.to_thread(thread.join)
        await asyncio.sleep(0)  # the late answer is taken, and dropped

    asyncio.run(run())
