"""One recording's end: what is in the air arrives, nobody is told of what we did, everybody of what the device did."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from audio import take
from audio.errors import DeviceError, DeviceErrorKind
from audio.take import Take, Watch

RATE = 16_000
FRAMES = 320
GONE = DeviceError("It stopped delivering sound.", DeviceErrorKind.VANISHED)
STALLED = DeviceError("It delivers no sound.", DeviceErrorKind.STALLED)
MOVED = DeviceError("There is no microphone now.", DeviceErrorKind.NONE)
PATIENCE = 10.0


@dataclass
class Times:
    inputBufferAdcTime: float  # noqa: N815 - PortAudio's name
    currentTime: float = 1e9  # noqa: N815 - PortAudio's name


class Ends:
    """Counts who is told of the end, and when."""

    def __init__(self) -> None:
        self.told: list[DeviceError] = []
        self._first = threading.Event()

    def __call__(self, error: DeviceError) -> None:
        self.told.append(error)
        self._first.set()

    def wait(self) -> None:
        assert self._first.wait(PATIENCE), "nobody was told"


@pytest.fixture
def ends() -> Ends:
    return Ends()


def watchdogs() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "microphone-watch"]


@pytest.fixture(autouse=True)
def fast_ticks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(take, "TICK_S", 0.001)
    yield
    for thread in watchdogs():
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a watchdog outlives its recording"


def made(blocks: list[bytes]) -> Take:
    recording = Take(blocks.append)
    recording.rate = RATE
    return recording


def watch(
    recording: Take,
    ends: Ends,
    diagnose: Callable[[], DeviceError | None] = lambda: None,
    late: Callable[[], None] = lambda: None,
) -> None:
    recording.watch(Watch(ends, late, diagnose, lambda: GONE, lambda: STALLED))


def drained(recording: Take, times: list[float], now: float, latency: float = 0.04) -> int:
    """How many of the blocks stamped `times` come before `drain` is satisfied."""
    taken = 0
    draining = threading.Thread(target=recording.drain, args=(now, latency))
    draining.start()
    while recording._wanted_until is None:
        pass
    for each in times:
        recording.block(b"", FRAMES, Times(each), False)
        taken += 1
        if recording._drained.is_set():
            break
    draining.join(PATIENCE)
    assert not draining.is_alive()
    return taken


@pytest.fixture
def patient_drain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "DRAIN_LIMIT_S", PATIENCE)


@pytest.mark.usefixtures("patient_drain")
@pytest.mark.parametrize(
    ("now", "needed"), [(5.000, 1), (5.020, 1), (5.021, 2), (5.039, 2), (5.055, 3)], ids=lambda each: str(each)
)
def test_it_drains_until_a_block_reaches_the_moment_by_the_streams_clock(now: float, needed: int, ends: Ends) -> None:
    blocks: list[bytes] = []
    recording = made(blocks)
    assert drained(recording, [5.0, 5.02, 5.04, 5.06], now) == needed
    assert len(blocks) == needed


@pytest.mark.usefixtures("patient_drain")
@pytest.mark.parametrize(("ahead", "needed"), [(0.0, 1), (0.014, 1), (0.016, 2), (0.034, 2), (9.0, 3)])
def test_a_clock_that_runs_ahead_is_found_out(ahead: float, needed: int, ends: Ends) -> None:
    """It claimed once that sound was made after its arrival: so much less is believed, within reason."""
    recording = made([])
    recording.block(b"", FRAMES, Times(4.0, 4.02 - ahead), False)
    assert drained(recording, [5.0, 5.02, 5.04, 5.06], now=5.005) == needed


@pytest.mark.usefixtures("patient_drain")
def test_without_a_clock_it_drains_as_much_as_the_latency(ends: Ends) -> None:
    assert drained(made([]), [0.0] * 9, 5.0, latency=0.05) == 3


@pytest.mark.usefixtures("patient_drain")
def test_a_device_that_ends_while_it_drains_is_not_waited_for(ends: Ends) -> None:
    recording = made([])
    recording.ended()
    recording.drain(5.0, 0.04)
    assert recording.over


def test_it_does_not_drain_for_ever(monkeypatch: pytest.MonkeyPatch, ends: Ends) -> None:
    monkeypatch.setattr(take, "DRAIN_LIMIT_S", 0.001)
    made([]).drain(5.0, 0.04)


def test_overflows_are_counted_and_the_block_is_kept(ends: Ends) -> None:
    blocks: list[bytes] = []
    recording = made(blocks)
    for overflowed in (False, True, True):
        recording.block(b"sound", FRAMES, Times(0.0), overflowed)
    assert recording.overflows == 2
    assert blocks == [b"sound"] * 3


def test_after_our_own_end_no_block_counts_and_nobody_is_told(ends: Ends) -> None:
    blocks: list[bytes] = []
    recording = made(blocks)
    watch(recording, ends)
    recording.finish()
    recording.ended()  # as PortAudio says of every stream that was stopped
    for thread in watchdogs():
        thread.join(PATIENCE)
    recording.block(b"late", FRAMES, Times(0.0), True)
    assert blocks == [] and recording.overflows == 0 and ends.told == []


def test_the_devices_end_is_told_once(ends: Ends) -> None:
    recording = made([])
    watch(recording, ends)
    recording.ended()
    recording.ended()
    ends.wait()
    assert ends.told == [GONE]
    assert recording.over


def test_an_end_is_explained_by_the_sound_server_if_it_can(ends: Ends) -> None:
    recording = made([])
    recording.ended()
    watch(recording, ends, lambda: MOVED)
    ends.wait()
    assert ends.told == [MOVED]


@pytest.mark.parametrize("heard", [False, True], ids=["from the start", "after some"])
def test_blocks_that_stop_coming_end_it(heard: bool, ends: Ends) -> None:
    looks: list[str] = []
    late: list[str] = []
    recording = made([])
    if heard:
        recording.block(b"", FRAMES, Times(0.0), False)
    watch(recording, ends, lambda: looks.append("look"), lambda: late.append("late"))
    ends.wait()
    assert ends.told == [STALLED]
    if heard:
        assert len(looks) == 3, "the server is asked twice a second, and at the end"
        assert late == []
    else:
        assert looks == ["look"], "nobody asks where sound comes from that is not there, but at the end"
        assert late == ["late"], "waking up may take longer, and is told once"


def test_a_recording_that_was_moved_elsewhere_is_ended_though_blocks_go_on(ends: Ends) -> None:
    recording = made([])
    feeding = True

    def feed() -> None:
        while feeding:
            recording.block(b"", FRAMES, Times(0.0), False)

    feeder = threading.Thread(target=feed)
    feeder.start()
    watch(recording, ends, lambda: MOVED)
    ends.wait()
    feeding = False
    feeder.join(PATIENCE)
    assert ends.told == [MOVED]
