"""providers/recording.py"""

import asyncio
from array import array

from providers.feed import Feed, Item, Mark
from providers.recording import Recording, Replay, Request
from rig.virtual_time import run


def samples(*values: int) -> bytes:
    return array("h", values).tobytes()


FIRST, SECOND, THIRD = samples(1, 2, 3, 4), samples(5, 6, 0, 0), samples(7, 8)
DICTATION: tuple[Item, ...] = (FIRST, SECOND, Mark.FINALIZE, THIRD, Mark.FINALIZE, Mark.CLOSE)


async def recorded(*items: Item, taken: int) -> Recording:
    feed = Feed(asyncio.get_running_loop())
    for item in items:
        feed.put(item)
    recording = Recording(feed)
    for _ in range(taken):
        await recording.take()
    return recording


async def read(replay: Replay, count: int) -> list[Item]:
    return [await replay.get() for _ in range(count)]


def test_what_is_taken_is_counted() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=6)
        assert (recording.taken, recording.position) == (6, 10)
        assert recording.requests == [Request(8, 6), Request(10, 10)]

    run(check())


def test_nothing_is_taken_before_it_is_asked_for() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=0)
        replay = Replay(recording, 0, 0)
        assert await read(replay, 1) == [FIRST]
        assert recording.taken == 1
        assert (replay.position, replay.at_mark, replay.asked) == (4, False, 0)

    run(check())


def test_another_stream_is_told_from_a_sample_on() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=2)
        assert await read(Replay(recording, 6, 0), 4) == [samples(0, 0), Mark.FINALIZE, THIRD, Mark.FINALIZE]
        assert await read(Replay(recording, 4, 0), 2) == [SECOND, Mark.FINALIZE]
        last = Replay(recording, 8, 0)
        assert await read(last, 1) == [Mark.FINALIZE]
        assert (last.position, last.at_mark, last.asked, last.waiting()) == (8, True, 1, 2)

    run(check())


def test_what_was_answered_is_not_asked_again() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=3)
        replay = Replay(recording, 8, answered=1)
        assert (replay.asked, replay.at_mark) == (1, False)
        assert await read(replay, 3) == [THIRD, Mark.FINALIZE, Mark.CLOSE]
        assert replay.asked == 2

    run(check())


def test_two_that_read_take_nothing_from_each_other() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION[:1], taken=0)
        readers = [asyncio.create_task(read(Replay(recording, 0, 0), 3)) for _ in range(2)]
        for item in DICTATION[1:4]:
            await asyncio.sleep(0.1)
            recording._source.put(item)
        assert [await reader for reader in readers] == [[FIRST, SECOND, Mark.FINALIZE]] * 2

    run(check())


def test_each_item_given_out_is_told() -> None:
    async def check() -> None:
        given: list[int] = []
        replay = Replay(await recorded(*DICTATION, taken=0), 0, 0, lambda: given.append(1))
        await read(replay, 3)
        assert len(given) == 3

    run(check())


def test_sound_around_a_sample() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=6)
        assert recording.sound(2, 9) == (samples(3, 4, 5, 6, 0, 0, 7), 2)
        assert recording.sound(-5, 3) == (samples(1, 2, 3), 0)
        assert recording.sound(9, 99) == (samples(8), 9)
        assert recording.sound(10, 99) == (b"", 10)

    run(check())


def test_what_is_forgotten_is_only_what_is_before() -> None:
    async def check() -> None:
        recording = await recorded(*DICTATION, taken=3)
        replay = Replay(recording, 4, 0)
        recording.forget(4)
        assert recording.sound(0, 8) == (FIRST + SECOND, 0), "what ends there is beside it"
        recording.forget(7)
        assert recording.sound(0, 8) == (SECOND, 4)
        assert (recording.taken, recording.begin_at(0)) == (3, 1)
        assert await read(replay, 3) == [SECOND, Mark.FINALIZE, THIRD]
        recording.forget(100)
        assert (recording.taken, recording.begin_at(0), recording.position) == (4, 4, 10)

    run(check())
