"""What the pipeline gives to the journal: app/line.py, app/pipeline.py and app/recordings.py under the real session,
with real threads and a real disk. Every sample of speech, once, in the right recording, and before anybody else has it.
"""

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.controller import Controller
from app.headless import AlarmClocks
from app.line import Line
from app.messages import Cancelled, MicrophoneFailed, Pressed, Released, Rolled
from app.pipeline import Pipeline
from app.recordings import Recordings
from app.settings import Settings
from audio.pcm import Format
from providers.errors import Failure, FailureKind
from providers.events import Ended, Failed, Finalized
from providers.feed import Mark


class SoundCard:
    """Delivers the blocks it is told to, from a thread of its own, between start and stop."""

    overflows = 0

    def __init__(self, fmt=None):
        self.format = fmt or Format(16_000, 1)
        self._deliver = None

    def prepare(self):
        pass

    def start(self, on_block, on_end):
        self._deliver = on_block
        return self.format

    def heard(self, level):
        pass

    def stop(self):
        self._deliver = None

    def close(self):
        pass

    def play(self, *blocks):
        deliver = self._deliver
        thread = threading.Thread(target=lambda: [deliver(block) for block in blocks])
        thread.start()
        thread.join()


class Recogniser:
    """Acknowledges, or fails at once."""

    def __init__(self, failing=False):
        self.failing = failing

    async def prepare(self):
        pass

    async def recognise(self, feed, emit):
        if self.failing:
            emit(Failed(Failure(FailureKind.NETWORK, "gone")))
            return
        while (item := await feed.get()) is not Mark.CLOSE:
            if item is Mark.FINALIZE:
                emit(Finalized())
        emit(Ended())

    async def aclose(self):
        pass


class Desk:
    """Session, pipeline and recordings; inputs are taken when the test says so."""

    def __init__(self, folder, card=None, recogniser=None):
        self.inputs, self.delivered = [], []
        self.card = card or SoundCard()
        self.recordings = Recordings(folder, lambda: Settings(provider="soniox"), pytest.fail)
        self.pipeline = Pipeline(self.card, recogniser or Recogniser(), self.inputs.append, recorder=self.recordings)
        self.controller = Controller(self.pipeline, AlarmClocks(), lambda _: None, self.delivered.append, 30.0)

    def take(self, *given):
        for each in given:
            self.controller.take(each)
        self.settled()

    def settled(self):
        """Everything that was ordered has reached the stream thread."""
        done = threading.Event()
        self.pipeline._order(self.pipeline._post, done.set)
        assert done.wait(20)

    def until(self, number):
        """Take what is reported until so many dictations were delivered."""
        end = time.monotonic() + 20
        while len(self.delivered) < number:
            assert time.monotonic() < end, "nothing more was delivered"
            while self.inputs:
                self.controller.take(self.inputs.pop(0))

    def recorded(self, dictation):
        return self.recordings.pcm(self.recordings.name_of(dictation))

    def close(self):
        self.pipeline.shut_down()
        self.recordings.close()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "recordings")
    yield made
    made.close()


def speech(samples, first=1):
    """No sample of it is like its neighbours."""
    return b"".join((first + each).to_bytes(2, "little") for each in range(samples))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(st.integers(0, 2000), max_size=8), rolls=st.sets(st.integers(0, 8), max_size=3))
def test_every_sample_is_recorded_once_whatever_is_rolled_over(tmp_path_factory, blocks, rolls):
    desk = Desk(tmp_path_factory.mktemp("home") / "recordings")
    try:
        said = speech(sum(blocks))
        cuts = [0]
        for size in blocks:
            cuts.append(cuts[-1] + 2 * size)
        expected = [b""]
        desk.take(Pressed(0.0))
        for number, (start, end) in enumerate(pairwise(cuts)):
            if number in rolls:
                desk.take(Rolled(1.0))
                expected.append(b"")
            desk.card.play(said[start:end])
            desk.settled()
            expected[-1] += said[start:end]
        desk.take(Released(2.0))
        desk.until(len(expected))
        names = [desk.recordings.name_of(number) for number in range(1, len(expected) + 1)]
        assert len(set(names)) == len(names)
        for name, pcm in zip(names, expected, strict=True):
            assert desk.recordings.has(name) is bool(pcm)
            assert not pcm or desk.recordings.pcm(name) == pcm
    finally:
        desk.close()


def test_what_the_resampler_held_back_at_the_release_is_recorded(tmp_path):
    desk = Desk(tmp_path / "recordings", SoundCard(Format(48_000, 2)))
    try:
        desk.take(Pressed(0.0))
        desk.card.play(*[speech(1920)] * 50)
        desk.take(Released(1.0))
        desk.until(1)
        assert abs(len(desk.recorded(1)) // 2 - 16_000) <= 2
    finally:
        desk.close()


def test_a_cancelled_dictation_is_recorded(desk):
    desk.take(Pressed(0.0))
    desk.card.play(speech(500))
    desk.take(Cancelled(1.0))
    desk.until(1)
    assert desk.recorded(1) == speech(500)


def test_what_was_said_until_a_microphone_vanished_is_recorded(desk):
    desk.take(Pressed(0.0))
    desk.card.play(speech(500))
    desk.take(MicrophoneFailed(1, Failure(FailureKind.DEVICE, "gone"), 1.0))
    desk.until(1)
    assert desk.recorded(1) == speech(500)


def test_a_recogniser_that_fails_costs_nothing_of_what_is_said_until_the_microphone_stops(tmp_path):
    desk = Desk(tmp_path / "recordings", recogniser=Recogniser(failing=True))
    try:
        desk.controller.take(Pressed(0.0))
        while not desk.inputs:  # it has failed, perhaps before the microphone was started
            time.sleep(0)
        desk.settled()
        desk.card.play(speech(500), speech(500, 501))
        desk.take(Released(1.0))
        desk.until(1)
        desk.settled()
        assert desk.recorded(1) == speech(1000)
    finally:
        desk.close()


def test_the_recording_has_it_before_the_feed_and_no_silence_of_ours():
    seen = []

    class Feed:
        def put(self, item):
            seen.append(("feed", item))

    line = Line(Feed(), lambda pcm: seen.append(("recording", pcm)))
    line.speech(b"\x01\x02" * 1600)
    line.silence(100)
    line.finalize()
    assert [where for where, _ in seen] == ["recording", "feed", "feed", "feed", "feed"]
    assert seen[0][1] == seen[1][1] == b"\x01\x02" * 1600
    assert seen[2][1] == bytes(3200)
    assert seen[4][1] is Mark.FINALIZE


def test_nobody_who_recognises_waits_for_the_disk(desk, monkeypatch):
    """A disk that hangs in its writes holds up the journal and nothing else."""
    from app.journal import spool

    go_on, held = threading.Event(), threading.Event()
    append = spool._append

    def hanging(file, record):
        held.set()
        assert go_on.wait(60)
        append(file, record)

    monkeypatch.setattr(spool, "_append", hanging)
    desk.take(Pressed(0.0))
    desk.card.play(speech(500))
    assert held.wait(20)
    desk.card.play(speech(500, 501))
    desk.take(Released(1.0))
    desk.until(1)
    go_on.set()
    assert desk.recorded(1) == speech(1000)
