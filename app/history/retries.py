"""Transcribing recordings again, in the background, whatever is being dictated meanwhile. Imports the headless front
end and the recording that plays the part of the microphone; no Qt.

Each run has a pipeline and a recogniser of its own, which share nothing with those of the running app but the computer.
"""

import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from app.file_source import FileSource, Pace
from app.headless import transcribe
from app.messages import Cancelled, DeadlinePassed, Deliver, Heard, Input
from audio.files import RecordingError
from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE
from providers.recogniser import Recogniser

from .again import CANCELLED

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Runs at the same time; the others wait. A recogniser on this computer takes a processor core."""

FIRST_DICTATION = 1
"""The number that a session gives to its first dictation."""

Put = Callable[[Input], None]


@dataclass(frozen=True, slots=True)
class Engine:
    """Who is to recognise, and how long its silence is borne at the end."""

    recogniser: Recogniser
    finalize_deadline: float


@dataclass(frozen=True, slots=True)
class Job:
    """A recording to be transcribed."""

    identity: str
    """The record's."""
    pcm: Callable[[], bytes]
    """Gives 16 kHz mono s16le. Called on the job's thread; raises RecordingError."""
    engine: Callable[[], Engine]
    """Called there, too; raises ValueError, with a sentence for the user, for what the provider refuses."""
    progressed: Callable[[float], None]
    """Takes the part that is done, from 0 to 1, about a hundred times."""
    ended: Callable[[Deliver | str], None]
    """Takes what was recognised, or a sentence on why nothing was tried. Called once, on the job's thread."""


def transcribe_again(
    pcm: bytes,
    engine: Engine,
    progressed: Callable[[float], None] = lambda _: None,
    heard: Callable[[Heard], None] = lambda _: None,
    steer: Callable[[Put], None] = lambda _: None,
) -> Deliver:
    """Dictate a recording as fast as the recogniser takes it. Blocks. `progressed` takes seconds; `steer` is given the
    function that puts inputs to the session, from any thread."""
    source = FileSource([pcm], Pace.FAST, progressed)
    return transcribe(source, engine.recogniser, engine.finalize_deadline, heard, steer=steer)


@dataclass
class _Running:
    job: Job
    cancelled: bool = False
    put: Put | None = None
    percent: int = field(default=-1)


class Retries:
    """Runs jobs. Every method may be called from any thread, and returns at once."""

    def __init__(self) -> None:
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="retry")
        self._running: dict[str, _Running] = {}

    def start(self, job: Job) -> bool:
        """Run it; False if this record is being transcribed already."""
        if job.identity in self._running:
            return False
        running = _Running(job)
        self._running[job.identity] = running
        self._workers.submit(self._run, running)
        return True

    def cancel(self, identity: str) -> None:
        """Give it up; its `ended` gets what was recognised until then, as cancelled."""
        if running := self._running.get(identity):
            running.cancelled = True
            if running.put:
                give_up(running.put)

    def close(self) -> None:
        """Give up all of them. Blocks until they have ended, which takes no network."""
        for identity in list(self._running):
            self.cancel(identity)
        self._workers.shutdown(wait=True)

    def _run(self, running: _Running) -> None:
        job = running.job
        try:
            ended = self._transcribe(running)
        except (RecordingError, ValueError) as error:
            ended = str(error)
        except Exception:  # the user waits for an answer, and the entry for its buttons
            log.exception("A recording could not be transcribed again")
            ended = "Transcribing stopped because of an error in Holdfast."
        del self._running[job.identity]
        job.ended(ended)

    def _transcribe(self, running: _Running) -> Deliver | str:
        job = running.job
        if running.cancelled:
            return CANCELLED
        pcm = job.pcm()
        seconds = max(1, len(pcm) // SAMPLE_BYTES) / SAMPLE_RATE

        def progressed(done: float) -> None:
            percent = int(100 * done / seconds)
            if percent > running.percent:
                running.percent = percent
                job.progressed(percent / 100)

        def steer(put: Put) -> None:
            running.put = put
            if running.cancelled:
                give_up(put)

        return transcribe_again(pcm, job.engine(), progressed, steer=steer)


def give_up(put: Put) -> None:
    """End a dictation of `app/headless.py` now, without waiting for the recogniser's last word."""
    put(Cancelled(time.monotonic()))
    put(DeadlinePassed(FIRST_DICTATION, math.inf))
