"""app/history/retries.py: recordings through real recognisers, in the background, and given up at any time."""

import queue
import threading

import pytest

from app import recognisers
from app.history.again import CANCELLED
from app.history.retries import AT_ONCE, Engine, Job, Retries, transcribe_again
from app.keys import Keys
from app.messages import Outcome
from app.settings import ProviderChoice, Settings
from audio.files import RecordingError
from providers.catalogue import provider
from providers.errors import FailureKind
from rig.simulators.bad_day import BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

SPOKEN = WORDS[5:17]
PCM = encode(SPOKEN)
PATIENCE_S = 30


@pytest.fixture
def retries():
    made = Retries()
    yield made
    made.close()


class Told:
    """What came of a job."""

    def __init__(self, engine, identity="a", pcm=lambda: PCM):
        self.progress = []
        self.ends = queue.Queue()
        self.job = Job(identity, pcm, engine, self.progress.append, self.ends.put)

    def end(self):
        return self.ends.get(timeout=PATIENCE_S)


def service(simulator):
    name = simulator.service.provider
    settings = Settings(provider=name).with_choice(name, ProviderChoice(simulator.endpoint))
    keys = Keys(environment={provider(name).key_variable: KEY})
    deadline = provider(name).capabilities.finalize_deadline_s
    return lambda: Engine(recognisers.make(settings, keys), deadline)


def plain(text):
    return text.lower().replace(".", "").split()


@pytest.mark.parametrize("name", ["soniox", "deepgram"])
def test_a_service_hears_exactly_the_words(retries, name):
    with Simulator(SERVICES[name]) as simulator:
        told = Told(service(simulator))
        assert retries.start(told.job)
        delivered = told.end()
        simulator.wait_closed()
        assert (delivered.outcome, plain(delivered.text)) == (Outcome.COMMITTED, list(SPOKEN))
        assert simulator.violations == []
    assert told.progress == sorted(told.progress)
    assert told.progress[-1] == 1.0
    assert len(told.progress) <= 101


def test_whoever_dictates_meanwhile_is_not_disturbed(retries):
    """A slow retry, and beside it a recording through the same code: exactly the words, both times."""
    with (
        Simulator(SERVICES["deepgram"], answer_delay_s=1.0) as slow,
        Simulator(SERVICES["soniox"]) as quick,
    ):
        told = Told(service(slow))
        retries.start(told.job)
        while not slow.streams:
            threading.Event().wait(0.01)
        meanwhile = transcribe_again(encode(SPOKEN[::-1]), service(quick)())
        assert told.ends.empty()
        assert plain(meanwhile.text) == list(SPOKEN[::-1])
        assert plain(told.end().text) == list(SPOKEN)


def test_a_service_that_breaks_off_is_a_failure_with_what_it_said(retries):
    day = BadDay(trouble=Trouble.RESET, at_sample=16_000)
    with Simulator(SERVICES["soniox"], day=day) as simulator:
        told = Told(service(simulator))
        retries.start(told.job)
        delivered = told.end()
    assert delivered.outcome is Outcome.FAILED
    assert delivered.failure.kind is FailureKind.NETWORK


def test_the_same_record_is_transcribed_once_at_a_time(retries):
    hold = threading.Event()
    told = Told(lambda: pytest.fail("it was cancelled before"), pcm=lambda: hold.wait(PATIENCE_S) and b"")
    assert retries.start(told.job)
    assert not retries.start(told.job)
    retries.cancel("a")
    hold.set()


def test_one_that_waits_is_cancelled_without_having_begun(retries):
    hold = threading.Event()

    def blocked():
        hold.wait(PATIENCE_S)
        raise RecordingError("gone")

    busy = [Told(lambda: None, str(n), blocked) for n in range(AT_ONCE)]
    waiting = Told(lambda: pytest.fail("never"), "waiting", lambda: pytest.fail("never"))
    for each in (*busy, waiting):
        retries.start(each.job)
    retries.cancel("waiting")
    retries.cancel("nobody")
    hold.set()
    assert waiting.end() == CANCELLED
    assert [each.end() for each in busy] == ["gone"] * AT_ONCE


@pytest.mark.parametrize("at_sample", [0, 16_000])
def test_a_service_that_falls_silent_is_given_up_at_once(retries, at_sample):
    with Simulator(SERVICES["deepgram"], day=BadDay(trouble=Trouble.SILENCE, at_sample=at_sample)) as simulator:
        told = Told(service(simulator))
        retries.start(told.job)
        while not told.progress:
            assert told.ends.empty()
            threading.Event().wait(0.01)
        retries.cancel("a")
        assert told.end().outcome is Outcome.CANCELLED


def test_what_is_refused_or_gone_is_said_and_a_bug_is_no_silence(retries, caplog):
    def refuse():
        raise ValueError("Soniox does not know the language “tlh”.")

    def gone():
        raise RecordingError("The recording is gone.")

    def bug():
        raise ZeroDivisionError

    for engine, pcm, sentence in (
        (refuse, lambda: PCM, "Soniox does not know the language “tlh”."),
        (refuse, gone, "The recording is gone."),
        (bug, lambda: PCM, "Transcribing stopped because of an error in Holdfast."),
    ):
        told = Told(engine, pcm=pcm)
        retries.start(told.job)
        assert told.end() == sentence


def test_closing_gives_up_what_runs_and_leaves_no_thread():
    before = threading.active_count()
    retries = Retries()
    with Simulator(SERVICES["soniox"], day=BadDay(trouble=Trouble.SILENCE, at_sample=0)) as simulator:
        told = Told(service(simulator))
        retries.start(told.job)
        while not simulator.streams:
            threading.Event().wait(0.01)
        retries.close()
        assert told.end().outcome is Outcome.CANCELLED
    assert threading.active_count() == before
