"""app/pipeline.py and app/line.py under the real controller and session, with real threads.

The source is scripted (it stands for a sound card that delivers blocks of odd sizes from a thread of its own) and the
recogniser only listens: what is under test is that every byte between press and release arrives, once and in order.
"""

import asyncio
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.controller import Controller
from app.headless import AlarmClocks
from app.messages import Cancelled, Deliver, Heard, MicrophoneFailed, MicrophoneLive, Outcome, Pressed, Released, Rolled
from app.pipeline import Pipeline
from audio.errors import DeviceError
from audio.microphone import Format
from audio.pcm import CHUNK_BYTES, silence
from providers.errors import FailureKind
from providers.events import Ended, Final, Finalized
from providers.feed import Mark


class Script:
    """A sound card: `play` delivers blocks through its own thread, between start and stop."""

    def __init__(self, fmt: Format | None = None):
        self.format = fmt or Format(16_000, 1)
        self.starts = self.stops = self.closes = self.overflows = 0
        self.refuse: DeviceError | None = None
        self.on_end = None
        self._deliver = None

    def prepare(self):
        pass

    def start(self, on_block, on_end):
        self.starts += 1
        if self.refuse:
            raise self.refuse
        self._deliver, self.on_end = on_block, on_end
        return self.format

    def heard(self, level):
        pass

    def stop(self):
        self.stops += 1
        self._deliver = None

    def close(self):
        self.closes += 1

    def play(self, blocks):
        def run():
            for block in blocks:
                self._deliver(block)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()


@dataclass
class Listener:
    """A recogniser that opens when it is told to and keeps what it is fed, per stream."""

    streams: list[list] = field(default_factory=list)
    closed: bool = False
    crash: bool = False

    def __post_init__(self):
        self.opened = threading.Event()
        self.opened.set()

    async def prepare(self):
        pass

    async def recognise(self, feed, emit):
        mine = []
        self.streams.append(mine)
        if self.crash:
            raise RuntimeError("a bug in a recogniser")
        await asyncio.get_running_loop().run_in_executor(None, self.opened.wait)
        while True:
            item = await feed.get()
            mine.append(item)
            if item is Mark.FINALIZE:
                emit(Final(f"{sum(len(i) for i in mine if isinstance(i, bytes))} bytes"))
                emit(Finalized())
            elif item is Mark.CLOSE:
                emit(Ended())
                return

    async def aclose(self):
        self.closed = True


class Rig:
    """Controller and pipeline with the inputs queued by hand, as the headless front end does."""

    def __init__(self, source, recogniser):
        self.inputs, self.delivered, self.seen = [], [], []
        self.arrived = threading.Condition()
        self.source = source
        self.pipeline = Pipeline(source, recogniser, self._report)
        self.controller = Controller(self.pipeline, AlarmClocks(), lambda _: None, self.delivered.append, 30.0)

    def _report(self, given):
        with self.arrived:
            self.inputs.append(given)
            self.arrived.notify()

    def take(self, *inputs):
        for each in inputs:
            self.controller.take(each)

    def until(self, condition):
        """Run what was reported until the condition holds."""
        end = time.monotonic() + 20
        while not condition():
            with self.arrived:
                while not self.inputs:
                    assert self.arrived.wait(end - time.monotonic()), "nothing more was reported"
                given = self.inputs.pop(0)
            self.seen.append(given)
            self.controller.take(given)

    def ended(self, streams=1):
        """Wait until so many streams said their last word."""
        self.until(lambda: sum(isinstance(s, Heard) and s.event == Ended() for s in self.seen) == streams)

    def settled(self):
        """Everything ordered so far has reached the stream thread."""
        done = threading.Event()
        self.pipeline._order(self.pipeline._post, done.set)
        assert done.wait(20)


@pytest.fixture
def rigs():
    made = []

    def make(source=None, recogniser=None):
        rig = Rig(source or Script(), recogniser or Listener())
        made.append(rig)
        return rig

    yield make
    for rig in made:
        rig.pipeline.shut_down()


def speech(length: int) -> bytes:
    """Samples that are all different from their neighbours, so that a lost or doubled one is seen."""
    return b"".join((i % 30_000 + 1).to_bytes(2, "little", signed=True) for i in range(length))


def audio_of(items):
    return [item for item in items if isinstance(item, bytes)]


@settings(max_examples=40, deadline=None)
@given(
    blocks=st.lists(st.integers(0, 4000), max_size=12),
    opens_after=st.integers(0, 13),
    before=st.lists(st.integers(1, 500), max_size=2),
)
def test_the_stream_receives_exactly_what_was_said_between_press_and_release(blocks, opens_after, before):
    recogniser = Listener()
    recogniser.opened.clear()
    rig = Rig(Script(), recogniser)
    try:
        said = speech(sum(blocks))
        cuts = [0]
        for size in blocks:
            cuts.append(cuts[-1] + 2 * size)
        pieces = [said[a:b] for a, b in pairwise(cuts)]
        rig.take(Pressed(0.0))
        rig.settled()
        for number, piece in enumerate(pieces):
            if number == opens_after:
                recogniser.opened.set()
            rig.source.play([piece])
        rig.take(Released(1.0))
        recogniser.opened.set()
        rig.ended()
    finally:
        rig.pipeline.shut_down()
    (items,) = recogniser.streams
    chunks = audio_of(items)
    assert b"".join(chunks) == said + silence(200)
    assert all(len(chunk) == CHUNK_BYTES for chunk in chunks[:-1])
    assert 0 < len(chunks[-1]) <= CHUNK_BYTES
    assert [item for item in items if isinstance(item, Mark)] == [Mark.FINALIZE, Mark.CLOSE]
    assert items[-2:] == [Mark.FINALIZE, Mark.CLOSE]


@settings(max_examples=25, deadline=None)
@given(before=st.lists(st.integers(1, 3000), max_size=5), after=st.lists(st.integers(1, 3000), max_size=5))
def test_rolling_over_to_the_next_dictation_loses_and_doubles_nothing(before, after):
    recogniser = Listener()
    rig = Rig(Script(), recogniser)
    try:
        rig.take(Pressed(0.0))
        rig.settled()
        rig.source.play([speech(n) for n in before])
        rig.take(Rolled(1.0))
        rig.settled()
        rig.source.play([speech(n) for n in after])
        rig.take(Released(2.0))
        rig.until(lambda: len(rig.delivered) == 2)
    finally:
        rig.pipeline.shut_down()
    first, second = recogniser.streams
    assert b"".join(audio_of(first)) == b"".join(speech(n) for n in before) + silence(200)
    assert b"".join(audio_of(second)) == b"".join(speech(n) for n in after) + silence(200)


def test_the_first_block_makes_the_microphone_live_once(rigs):
    rig = rigs()
    rig.take(Pressed(0.0))
    rig.settled()
    rig.source.play([speech(10), speech(10)])
    rig.take(Released(1.0))
    rig.until(lambda: rig.delivered)
    assert [s for s in rig.seen if isinstance(s, MicrophoneLive)] == [MicrophoneLive(1)]


def test_a_device_rate_of_48_khz_stereo_is_converted_and_its_tail_comes_out(rigs):
    recogniser = Listener()
    rig = rigs(Script(Format(48_000, 2)), recogniser)
    rig.take(Pressed(0.0))
    rig.settled()
    rig.source.play([bytes(4 * 4800)] * 10)
    rig.take(Released(1.0))
    rig.until(lambda: rig.delivered)
    samples = len(b"".join(audio_of(recogniser.streams[0]))) // 2
    assert abs(samples - (16_000 + 3_200)) <= 2


def test_a_microphone_that_cannot_be_opened_ends_the_dictation_with_its_sentence(rigs):
    source = Script()
    source.refuse = DeviceError("The microphone is in use by another program.")
    rig = rigs(source)
    rig.take(Pressed(0.0))
    rig.until(lambda: rig.delivered)
    (delivered,) = rig.delivered
    assert delivered.failure.kind is FailureKind.DEVICE
    assert "in use" in delivered.failure.detail
    source.refuse = None
    rig.take(Pressed(1.0))
    rig.settled()
    source.play([speech(100)])
    rig.take(Released(2.0))
    rig.until(lambda: len(rig.delivered) == 2)
    assert rig.delivered[1] == Deliver(2, "6600 bytes", Outcome.COMMITTED, 1.0)


def test_a_microphone_that_vanishes_mid_hold_keeps_what_was_said(rigs):
    rig = rigs()
    rig.take(Pressed(0.0))
    rig.settled()
    rig.source.play([speech(1600)])
    rig.source.on_end(DeviceError("The microphone was unplugged."))
    rig.until(lambda: rig.delivered)
    assert any(isinstance(s, MicrophoneFailed) for s in rig.seen)
    assert rig.delivered[0].text == f"{3200 + 6400} bytes"
    assert rig.delivered[0].failure.kind is FailureKind.DEVICE


def test_a_recogniser_that_raises_is_a_failed_dictation(rigs, caplog):
    rig = rigs(recogniser=Listener(crash=True))
    rig.take(Pressed(0.0))
    rig.until(lambda: rig.controller.state.listening.given_up)
    rig.take(Released(1.0))
    rig.until(lambda: rig.delivered)
    assert rig.delivered[0].outcome is Outcome.FAILED
    assert "broke its promise" in caplog.text
    caplog.clear()


def test_a_changed_source_and_recogniser_serve_the_next_dictation(rigs):
    old_source, new_source, old, new = Script(), Script(), Listener(), Listener()
    rig = rigs(old_source, old)
    rig.take(Pressed(0.0))
    rig.settled()
    rig.pipeline.use_source(new_source)
    rig.pipeline.use_recogniser(new)
    old_source.play([speech(160)])
    rig.take(Released(1.0))
    rig.until(lambda: rig.delivered)
    assert old.streams and not new.streams
    rig.source = new_source
    rig.take(Pressed(2.0))
    rig.settled()
    assert (old_source.closes, new_source.starts) == (1, 1)
    rig.take(Cancelled(3.0))
    rig.until(lambda: len(rig.delivered) == 2)
    assert new.streams
    assert old.closed


def test_the_backlog_tells_how_far_the_recogniser_is_behind(rigs):
    recogniser = Listener()
    recogniser.opened.clear()
    rig = rigs(recogniser=recogniser)
    rig.take(Pressed(0.0))
    rig.settled()
    rig.source.play([speech(1600)] * 5)
    rig.settled()
    assert rig.pipeline.backlog() == 5
    recogniser.opened.set()
    rig.take(Released(1.0))
    rig.until(lambda: rig.delivered)
    assert next(s.event for s in rig.seen if isinstance(s, Heard)) == Final(f"{5 * 3200 + 6400} bytes")


def test_a_microphone_that_vanishes_behind_a_roll_is_the_successors(rigs):
    rig = rigs()
    rig.take(Pressed(0.0))
    rig.settled()
    rig.take(Rolled(60.0))
    rig.settled()
    rig.source.on_end(DeviceError("The microphone was unplugged."))
    rig.until(lambda: len(rig.delivered) == 2)
    assert rig.delivered[1].failure.detail == "The microphone was unplugged."
    assert rig.delivered[0].failure is None
