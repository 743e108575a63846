"""app/file_source.py: a recording in the microphone's place is played whole, once, and ends as it should."""

import threading
import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.file_source import BACKLOG_LIMIT, BLOCK_SAMPLES, FileSource, Pace
from audio.errors import DeviceError
from audio.files import RecordingError, open_recording
from audio.microphone import Format
from rig.desktop import wait_until

PATIENCE = 20.0


class Listener:
    """What the pipeline is for a source."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.ends: list[DeviceError] = []
        self.finished = threading.Event()
        self.backlog = 0

    def plays(self, source: FileSource) -> Format:
        source.feeds(lambda: self.backlog, self.finished.set)
        return source.start(self.blocks.append, self.ends.append)

    def hears_all(self, source: FileSource) -> bytes:
        assert self.plays(source) == Format(16_000, 1)
        assert self.finished.wait(PATIENCE), "the recording never ended"
        source.stop()
        return b"".join(self.blocks)


@pytest.fixture
def listener() -> Listener:
    return Listener()


def breaking(good: Iterable[bytes]) -> Iterator[bytes]:
    yield from good
    raise RecordingError("speech.flac is damaged. Record it again.")


@pytest.mark.parametrize("sizes", [[640] * 9, [2], [6_402, 2, 1_280, 638], []], ids=str)
def test_pieces_of_any_size_arrive_in_order_in_short_blocks(sizes: list[int], listener: Listener) -> None:
    spoken = np.random.default_rng(1).bytes(sum(sizes))
    cuts = np.cumsum([0, *sizes])
    source = FileSource([spoken[a:b] for a, b in pairwise(cuts)], Pace.FAST)
    assert listener.hears_all(source) == spoken
    assert all(0 < len(block) <= BLOCK_SAMPLES * 2 for block in listener.blocks)
    assert listener.ends == [] and source.problem is None


def test_progress_is_told_in_seconds(listener: Listener) -> None:
    told: list[float] = []
    listener.hears_all(FileSource([bytes(3_200)] * 3, Pace.FAST, told.append))
    assert told[0] == pytest.approx(0.02)
    assert told[-1] == pytest.approx(0.3)
    assert told == sorted(told)


def test_a_recording_that_breaks_off_ends_the_speech_and_says_so_afterwards(listener: Listener) -> None:
    source = FileSource(breaking([b"\1\2" * 500, b"\3\4" * 200]), Pace.FAST)
    assert listener.hears_all(source) == b"\1\2" * 500 + b"\3\4" * 200
    assert source.problem == "speech.flac is damaged. Record it again."
    assert listener.ends == [], "it is not a failure of the microphone: the text would be given up"


def test_a_really_damaged_recording_gives_its_sound_and_a_sentence(listener: Listener, tmp_path: Path) -> None:
    path = tmp_path / "speech.flac"
    soundfile.write(path, 0.3 * np.random.default_rng(1).standard_normal(16_000 * 2).clip(-1, 1), 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with open_recording(str(path)) as recording:
        source = FileSource(recording, Pace.FAST)
        sound = listener.hears_all(source)
    assert len(sound) > 16_000 * 2 // 2
    assert source.problem and "speech.flac" in source.problem
    assert listener.ends == []


def test_stopping_ends_it_without_calling_it_finished(listener: Listener) -> None:
    source = FileSource([bytes(640)] * 1_000_000, Pace.REALTIME)
    listener.plays(source)
    wait_until(lambda: len(listener.blocks) >= 3, what="three blocks")
    source.stop()
    heard = len(listener.blocks)
    source.close()
    assert len(listener.blocks) == heard < 1_000_000
    assert not listener.finished.is_set()


def test_at_real_time_a_block_never_comes_before_it_could_have_been_spoken(listener: Listener) -> None:
    begun = time.monotonic()
    arrived: list[float] = []
    source = FileSource([bytes(640)] * 10, Pace.REALTIME, lambda _: arrived.append(time.monotonic() - begun))
    listener.hears_all(source)
    assert len(arrived) == 10
    assert all(at > 0.02 * number - 0.001 for number, at in enumerate(arrived, 1))


def test_as_fast_as_the_recogniser_takes_it(listener: Listener) -> None:
    """Full is full: not a block goes out until there is room, then all of them."""
    asked = threading.Semaphore(0)
    source = FileSource([bytes(640)] * 50, Pace.FAST)

    def backlog() -> int:
        asked.release()
        return listener.backlog

    listener.backlog = BACKLOG_LIMIT + 1
    source.feeds(backlog, listener.finished.set)
    source.start(listener.blocks.append, listener.ends.append)
    for _ in range(3):
        assert asked.acquire(timeout=PATIENCE)
    assert listener.blocks == []
    listener.backlog = BACKLOG_LIMIT
    assert listener.finished.wait(PATIENCE)
    assert len(listener.blocks) == 50
    source.stop()


def test_stopping_while_the_recogniser_is_behind(listener: Listener) -> None:
    listener.backlog = BACKLOG_LIMIT + 1
    source = FileSource([bytes(640)] * 50, Pace.FAST)
    listener.plays(source)
    source.stop()
    assert listener.blocks == [] and not listener.finished.is_set()
    assert not any(thread.name == "recording" for thread in threading.enumerate())


def test_stopping_what_never_started() -> None:
    source = FileSource([], Pace.FAST)
    source.prepare()
    source.stop()
    source.close()
    assert source.overflows == 0
