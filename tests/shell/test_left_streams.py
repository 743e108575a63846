"""Streams that were given up go on for a while: app/pipeline.py, app/session.py and app/late_texts.py together, with
real threads. The recogniser says what the test tells it to say, when the test tells it.
"""

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest

from app.controller import Controller
from app.headless import AlarmClocks
from app.late_texts import LateTexts
from app.messages import DeadlinePassed, Outcome, Pressed, Released
from app.pipeline import Pipeline
from app.ui.status import HistoryEntry, Mark
from audio.microphone import Format
from providers.events import Ended, Final, Finalized
from providers.feed import Mark as FeedMark

MUCH_LATER = 1_000_000.0
PATIENCE_S = 20.0


class Silent:
    """A microphone without a sound."""

    overflows = 0

    def prepare(self):
        pass

    def start(self, on_block, on_end):
        return Format(16_000, 1)

    def heard(self, level):
        pass

    def stop(self):
        pass

    def close(self):
        pass


class Slow:
    """Answers when it is told to, one stream or several."""

    def __init__(self):
        self.streams = []

    async def prepare(self):
        pass

    async def aclose(self):
        pass

    async def recognise(self, feed, emit):
        loop, marks, closed = asyncio.get_running_loop(), [], asyncio.Event()
        self.streams.append((lambda event: loop.call_soon_threadsafe(emit, event), marks))

        async def read():
            while True:
                item = await feed.get()
                if isinstance(item, FeedMark):
                    marks.append(item)
                if item is FeedMark.CLOSE:
                    closed.set()

        reading = asyncio.create_task(read())
        await closed.wait()
        await asyncio.sleep(0)
        reading.cancel()
        emit(Ended())


class Rig:
    def __init__(self):
        self.recogniser = Slow()
        self.inputs, self.delivered, self.entries, self.notices = [], [], [], []
        self.arrived = threading.Condition()
        self.pipeline = Pipeline(Silent(), self.recogniser, self._report)
        self.controller = Controller(
            self.pipeline, AlarmClocks(), lambda _: None, self.delivered.append, 10.0, start_limit=None
        )
        self.late = LateTexts(
            lambda number: self.controller.state.find(number) is None,
            self.pipeline.close,
            self.entries.append,
            self.notices.append,
        )

    def _report(self, given):
        with self.arrived:
            self.inputs.append(given)
            self.arrived.notify()

    def take(self, *inputs):
        for each in inputs:
            self.late.take(each)
            self.controller.take(each)

    def until(self, condition):
        """Take what is reported until the condition holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            with self.arrived:
                if not self.inputs:
                    self.arrived.wait(0.01)
                inputs, self.inputs = self.inputs, []
            self.take(*inputs)
            assert time.monotonic() < end, "it never came"

    def say(self, stream, *events):
        for event in events:
            self.recogniser.streams[stream][0](event)

    def marks(self, stream):
        return self.recogniser.streams[stream][1]

    def given_up(self):
        """A dictation that said "so" and was given up; the history has it."""
        self.take(Pressed(0.0))
        self.until(lambda: len(self.recogniser.streams) == 1)
        self.say(0, Final("so"))
        self.until(lambda: self.controller.state.dictations[0].transcript.committed)
        self.take(Released(1.0))
        self.until(lambda: self.marks(0) == [FeedMark.FINALIZE])
        self.take(DeadlinePassed(1, MUCH_LATER))
        (delivered,) = self.delivered
        pressed = datetime(2026, 11, 20, 10, 31, tzinfo=UTC)
        self.late.told(HistoryEntry(1, pressed, delivered.text, Mark.INCOMPLETE), delivered)


@pytest.fixture
def rig():
    made = Rig()
    yield made
    made.pipeline.shut_down()


def test_what_comes_late_is_in_the_history_and_its_acknowledgement_ends_the_stream(rig):
    rig.given_up()
    assert rig.delivered[0].outcome is Outcome.FAILED  # much later than any limit
    rig.say(0, Final(" far"), Final(" so good"))
    rig.until(lambda: len(rig.entries) == 2)
    assert rig.entries[-1].text == "so far so good"
    assert len(rig.notices) == 1
    assert rig.marks(0) == [FeedMark.FINALIZE]
    rig.say(0, Finalized())
    rig.until(lambda: rig.marks(0) == [FeedMark.FINALIZE, FeedMark.CLOSE])
    assert len(rig.delivered) == 1


def test_the_next_dictation_has_the_recogniser_to_itself(rig):
    rig.given_up()
    rig.take(Pressed(20.0))
    rig.until(lambda: rig.marks(0)[-1] is FeedMark.CLOSE)
    rig.until(lambda: len(rig.recogniser.streams) == 2)
    assert rig.marks(1) == []


def test_a_stream_is_closed_once_and_by_itself_when_its_time_is_over(rig):
    rig.take(Pressed(0.0))
    rig.until(lambda: len(rig.recogniser.streams) == 1)
    rig.pipeline.close(1, after=0.01)
    rig.until(lambda: rig.marks(0))
    rig.pipeline.close(1, after=0.01)
    rig.pipeline.close(1)
    rig.until(lambda: not rig.pipeline._streams)
    assert rig.marks(0) == [FeedMark.CLOSE]
