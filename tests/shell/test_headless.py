"""app/headless.py and app/file_source.py: a recording through the real session, with a recogniser that counts."""

import io
import threading

import pytest

from app.file_source import BACKLOG_LIMIT, FileSource, Pace
from app.headless import transcribe
from app.messages import Outcome
from audio.files import RecordingError
from audio.pcm import CHUNK_BYTES, silence
from providers.errors import Failure, FailureKind
from providers.events import Ended, Failed, Final, Finalized, Partial
from providers.feed import Mark


class Counter:
    """Counts the bytes it is fed. `deaf`: never answers FINALIZE; `slow`: waits for the event before each chunk."""

    def __init__(self, deaf=False, slow=None, fail_after=None):
        self.deaf, self.slow, self.fail_after = deaf, slow, fail_after
        self.fed = io.BytesIO()

    async def prepare(self):
        pass

    async def aclose(self):
        pass

    async def recognise(self, feed, emit):
        while True:
            item = await feed.get()
            if isinstance(item, bytes):
                self.fed.write(item)
                emit(Partial(f"{self.fed.tell()} so far"))
                if self.fail_after and self.fed.tell() >= self.fail_after:
                    emit(Failed(Failure(FailureKind.NETWORK, "gone")))
                    return
            elif item is Mark.FINALIZE and not self.deaf:
                emit(Final(f"{self.fed.tell()} bytes"))
                emit(Finalized())
            elif item is Mark.CLOSE:
                emit(Ended())
                return


SPEECH = bytes(range(1, 251)) * 256  # 64,000 bytes: 2 s


def test_a_recording_is_dictated_whole_with_silence_behind_it():
    recogniser, heard = Counter(), []
    delivered = transcribe(FileSource([SPEECH], Pace.FAST), recogniser, 5.0, heard.append)
    assert recogniser.fed.getvalue() == SPEECH + silence(200)
    assert (delivered.text, delivered.outcome) == (f"{len(SPEECH) + 6400} bytes", Outcome.COMMITTED)
    assert Finalized() in [each.event for each in heard]


def test_an_answer_that_does_not_come_is_waited_for_until_the_deadline():
    delivered = transcribe(FileSource([SPEECH], Pace.FAST), Counter(deaf=True), 0.2, lambda _: None)
    assert delivered.outcome is Outcome.UNCONFIRMED
    assert delivered.text.endswith("so far")


def test_a_recogniser_that_fails_ends_the_dictation_with_what_is_known():
    delivered = transcribe(FileSource([SPEECH], Pace.FAST), Counter(fail_after=CHUNK_BYTES), 5.0, lambda _: None)
    assert delivered.outcome is Outcome.FAILED
    assert delivered.failure.kind is FailureKind.NETWORK


def test_a_recording_that_is_damaged_ends_there_and_says_so():
    def pieces():
        yield SPEECH
        raise RecordingError("talk.wav is damaged.")

    source = FileSource(pieces(), Pace.FAST)
    delivered = transcribe(source, Counter(), 5.0, lambda _: None)
    assert delivered.outcome is Outcome.COMMITTED
    assert delivered.text == f"{len(SPEECH) + 6400} bytes"
    assert "damaged" in str(source.problem)


def test_at_pace_fast_the_recording_waits_for_a_recogniser_that_is_behind():
    backlog, blocks, done = [BACKLOG_LIMIT + 1], [], threading.Event()
    source = FileSource([SPEECH], Pace.FAST)
    source.feeds(backlog=lambda: backlog[0], finished=done.set)
    source.start(blocks.append, pytest.fail)
    assert not done.wait(0.05)
    assert blocks == []
    backlog[0] = 0
    assert done.wait(10)
    source.stop()
    assert b"".join(blocks) == SPEECH


def test_progress_is_told_up_to_the_end():
    told = []
    transcribe(FileSource([SPEECH], Pace.FAST, told.append), Counter(), 5.0, lambda _: None)
    assert told[-1] == 2.0
    assert told == sorted(told)


def test_stopping_early_is_heeded_at_any_pace():
    for pace in Pace:
        source = FileSource([SPEECH] * 1000, pace)
        first = threading.Event()
        source.start(lambda _, first=first: first.set(), pytest.fail)
        assert first.wait(10)
        source.stop()
        assert not source._thread.is_alive()
