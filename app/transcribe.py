"""`holdfast transcribe` and the demo: a recording through the same session as the microphone. No Qt.

Imports the headless front end, the recordings, the factory and the terminal's views.
"""

import sys
import time

import resources
from audio.files import RecordingError, open_recording
from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE
from providers.catalogue import UnknownProvider, provider

from . import exit_codes, failover, failures
from .command_settings import settings_for
from .file_source import FileSource, Pace
from .headless import transcribe as dictate
from .history.retries import Engine
from .keys import Keys
from .messages import Deliver, Heard, Outcome
from .terminal import TerminalView, View


def transcribe(
    path: str,
    provider_id: str = "local",
    endpoint: str | None = None,
    language: str | None = None,
    pace: str = Pace.FAST,
    view: View | None = None,
    *,
    take_over: bool = False,
) -> int:
    """Dictate one recording, `-` for standard input; one of `app/exit_codes.py`.

    `take_over`: whoever the settings name for that goes on where the provider cannot.
    """
    shown = view or TerminalView(chosen=provider_id)
    try:
        engine = _engine(provider_id, endpoint, language, take_over)
        recording = open_recording(path)
    except (UnknownProvider, ValueError, RecordingError) as error:
        _complain(str(error))
        return exit_codes.USAGE
    with recording:
        source = FileSource(recording, Pace(pace), lambda done: shown.progress(done, recording.duration))
        return _play(source, engine, shown)


def transcribe_pcm(pcm: bytes, provider_id: str, endpoint: str | None, language: str | None, view: View) -> int:
    """The same with 16 kHz mono s16le, as fast as the recogniser takes it."""
    try:
        engine = _engine(provider_id, endpoint, language)
    except (UnknownProvider, ValueError) as error:
        _complain(str(error))
        return exit_codes.USAGE
    duration = len(pcm) / (SAMPLE_RATE * SAMPLE_BYTES)
    source = FileSource([pcm], Pace.FAST, lambda done: view.progress(done, duration))
    return _play(source, engine, view)


def _engine(provider_id: str, endpoint: str | None, language: str | None, take_over: bool = False) -> Engine:
    """Raises UnknownProvider, ValueError."""
    deadline = provider(provider_id).capabilities.finalize_deadline_s
    settings = settings_for(provider_id, endpoint, language)
    chain = failover.make(settings if take_over else failover.alone(settings), Keys(), persistent=False)
    return Engine(chain, deadline)


def _play(source: FileSource, engine: Engine, shown: View) -> int:
    begun = time.monotonic()

    def heard(said: Heard) -> None:
        shown.heard(said.event, said.at - begun)

    delivered = dictate(source, engine.recogniser, engine.finalize_deadline, heard)
    shown.ended(delivered, time.monotonic() - begun)
    if source.problem:
        _complain(f"{source.problem} The text is what was said until there.")
    return exit_code(delivered) or (exit_codes.USAGE if source.problem else exit_codes.OK)


def demo(reason: str | None) -> int:
    """Dictate the bundled recording in real time. `reason` says why there is no window, if that is why."""
    if reason:
        _complain(f"{reason} So Holdfast shows itself here instead, on a recording.")
    _complain("Dictating the bundled recording as if it were spoken now. The text follows when it is committed.")
    return transcribe(str(resources.sample_recording()), pace=Pace.REALTIME)


def exit_code(delivered: Deliver) -> int:
    """What a dictation's end means for a script."""
    if delivered.outcome is Outcome.CANCELLED:
        return exit_codes.CANCELLED
    if delivered.failure:
        return failures.exit_code(delivered.failure.kind)
    return exit_codes.PROVIDER if delivered.outcome is Outcome.UNCONFIRMED else exit_codes.OK


def _complain(sentence: str) -> None:
    print(f"holdfast: {sentence}", file=sys.stderr)  # noqa: T201 - this is the command line
