"""`holdfast recover`: recordings that are still on the disk, as a crash came before their text or somebody may want
them. Imports the journal's shelf and, to transcribe only, the recognisers. No Qt; the app need not run.

What a living process still writes is not touched, and not listed. Nothing is deleted but by `discard`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from . import exit_codes
from .command_client import send
from .folders import folders
from .history.saving import save_wav
from .journal.shelf import Stored, stored
from .settings_file import load
from .terminal import JsonView, Output, TerminalView, standard

NOTHING = "There is no recording to recover."
INTERRUPTED = "interrupted: Holdfast ended before its text was safe"
NEEDED = "kept: its words are in no text; it belongs to an entry of the history"
SPARE = "kept: its text is safe, and the settings keep recordings for a while"
DAMAGED = "{bytes} bytes are damaged; there is silence in their place"


class UnknownRecordingError(Exception):
    """There is no such recording, or more than one. The message names the id and says what to do."""


def list_recordings(as_json: bool) -> int:
    """Print those that there are, the oldest first; one of `app/exit_codes.py`."""
    found = stored(folders().recordings)
    if as_json:
        _print(json.dumps([_values(each) for each in found], indent=2))
    for each in () if as_json else found:
        _print(f"{each.id}  {_when(each)}  {_length(each)}  {_state(each)}")
    if not found:
        _say(NOTHING)
    return exit_codes.OK


def save(beginning: str, file: str | None) -> int:
    """Write a recording as WAV, to the working folder unless `file` says where else; one of `app/exit_codes.py`."""

    def write(each: Stored) -> int:
        path = Path(file or f"holdfast-{each.id}.wav")
        if path.exists():
            return _refuse(f"{path} exists already. Name another file.")
        if problem := save_wav(path, each.pcm()):
            return _refuse(problem)
        _print(str(path))
        return exit_codes.OK

    return _with(beginning, write)


def discard(beginning: str) -> int:
    """Delete a recording; one of `app/exit_codes.py`."""

    def delete(each: Stored) -> int:
        which = f"{_when(each)} ({_length(each)})"
        try:
            each.path.unlink(missing_ok=True)
        except OSError as error:
            return _refuse(f"{each.path} could not be deleted ({error.strerror}). Delete it yourself.")
        send("reload")  # the running app's history shows it no longer; there may be none
        _say(f"The recording of {which} is deleted.")
        return exit_codes.OK

    return _with(beginning, delete)


def transcribe(beginning: str, provider: str | None, endpoint: str | None, language: str | None, as_json: bool) -> int:
    """Print the text of a recording, which stays where it is; one of `app/exit_codes.py`.

    `provider`: who recognises; None: the one of the settings.
    """
    from .transcribe import transcribe_pcm

    def dictate(each: Stored) -> int:
        chosen = provider or load(folders().settings_file).settings.provider
        about = each.recording.about
        spoken = language or (about.language if about and about.provider == chosen else None)
        view = JsonView() if as_json else TerminalView(chosen=chosen)
        code = transcribe_pcm(each.pcm(), chosen, endpoint, spoken, view)
        if code == exit_codes.OK:
            _say(f"The recording is still there. To delete it: holdfast recover discard {each.id}")
        return code

    return _with(beginning, dictate)


def find(recordings: list[Stored], beginning: str) -> Stored:
    """The one whose id begins like this. Raises UnknownRecordingError."""
    match [each for each in recordings if each.id.startswith(beginning)]:
        case [only]:
            return only
        case []:
            raise UnknownRecordingError(
                f"There is no recording {beginning!r}. “holdfast recover” lists those there are."
            )
        case several:
            for each in several:
                if each.id == beginning:
                    return each
            raise UnknownRecordingError(f"{len(several)} recordings begin with {beginning!r}. Give more of the id.")


def _with(beginning: str, work: Callable[[Stored], int]) -> int:
    try:
        found = find(stored(folders().recordings), beginning)
    except UnknownRecordingError as error:
        return _refuse(str(error))
    try:
        return work(found)
    except OSError as error:
        return _refuse(f"{found.path} cannot be read ({error.strerror or error}). Check the disk, and try again.")


def _values(each: Stored) -> dict[str, Any]:
    about = each.recording.about
    return {
        "id": each.id,
        "begun": about.begun if about else None,
        "seconds": round(each.recording.seconds, 3),
        "provider": about.provider if about else None,
        "language": about.language if about else None,
        "interrupted": not each.settled,
        "damaged_bytes": each.recording.damaged,
        "file": str(each.path),
    }


def _state(each: Stored) -> str:
    state = INTERRUPTED if not each.settled else SPARE if each.recording.spare else NEEDED
    damaged = each.recording.damaged
    return f"{state}; {DAMAGED.format(bytes=damaged)}" if damaged else state


def _when(each: Stored) -> str:
    """Local time where it was spoken; of one that lost its beginning, when it was written last."""
    try:
        begun = datetime.fromisoformat(each.recording.about.begun if each.recording.about else "")
    except ValueError:
        begun = datetime.fromtimestamp(each.path.stat().st_mtime).astimezone()
    return f"{begun:%Y-%m-%d %H:%M:%S}"


def _length(each: Stored) -> str:
    minutes, seconds = divmod(each.recording.seconds, 60)
    return f"{int(minutes)}:{seconds:04.1f}"


def _refuse(sentence: str) -> int:
    _say(f"holdfast: {sentence}")
    return exit_codes.USAGE


def _print(line: str) -> None:
    Output(standard("stdout")).write(line + "\n")


def _say(sentence: str) -> None:
    Output(standard("stderr")).write(sentence + "\n")
