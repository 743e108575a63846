"""`holdfast history`: the texts that are kept, with and without a running app. Imports the history's file and, to
transcribe only, the recognisers. No Qt.

The running app is told when something changed, so that its window shows it.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from . import exit_codes
from .command_client import send
from .folders import folders
from .history.connection import FileTrouble, Trouble
from .history.database import Database
from .history.record import Record
from .settings_file import load
from .terminal import Output, View, printable, standard

EMPTY = "The history is empty."
KEPT_NOWHERE = "The settings say that no text is kept on the disk."
SHOWN_ID = 8
"""Characters of an id in the list: enough to tell thousands of entries apart."""


class _RefusedError(Exception):
    """The message is a sentence for the user."""


def list_entries(limit: int, search: str, as_json: bool) -> int:
    """Print the newest `limit` entries that hold `search`, the newest first; one of `app/exit_codes.py`."""

    def work(database: Database | None) -> int:
        found = database.page(limit, search=search) if database else []
        if as_json:
            _print(json.dumps([values(each) for each in found], indent=2))
        for each in () if as_json else found:
            _print(_line(each))
        if not found and not as_json:
            _say(f"No text has “{search}” in it." if search else _why_empty())
        return exit_codes.OK

    return _with_database(work)


def show(beginning: str, as_json: bool) -> int:
    """Print the text of an entry, and on standard error what there is to say of it."""

    def work(record: Record, _: Database) -> int:
        if as_json:
            _print(json.dumps(values(record), indent=2))
            return exit_codes.OK
        if record.text:
            _print(printable(record.text, "\n\t"))
        said = [f"{_when(record)}, {record.mark.value}.", record.note]
        if record.answered is False:
            said.append("Not all of the recording was answered.")
        said += [f"Earlier text ({each.mark.value}): {each.text}" for each in record.earlier]
        for sentence in filter(None, said):
            _say(printable(sentence, "\n\t"))
        return exit_codes.OK

    return _with_entry(beginning, work)


def delete(beginning: str) -> int:
    """Remove an entry and its recording."""

    def work(record: Record, database: Database) -> int:
        database.delete([record.id])
        database.tidy()
        _tell_app()
        if path := _recording(record):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise _RefusedError(f"{path} could not be deleted ({error.strerror}). Delete it yourself.") from error
        _say(f"The entry of {_when(record)} is deleted.")
        return exit_codes.OK

    return _with_entry(beginning, work)


def retry(beginning: str, provider: str | None, endpoint: str | None, language: str | None, as_json: bool) -> int:
    """Transcribe the recording of an entry again, print the text, and put it into the entry.

    `provider`: who recognises; None: the one of the settings. `language`: None: the one that was to be heard then.
    """
    from audio.files import RecordingError

    from .terminal import JsonView, TerminalView

    def work(record: Record, database: Database) -> int:
        chosen = provider or load(folders().settings_file).settings.provider
        view: View = JsonView() if as_json else TerminalView()
        try:
            return _retry(record, database, chosen, endpoint, language or record.language, view)
        except (ValueError, RecordingError) as error:
            raise _RefusedError(str(error)) from error

    return _with_entry(beginning, work)


def values(record: Record) -> dict[str, object]:
    """An entry as JSON: the names are the fields of `history/record.py`, and are part of the interface."""
    return {
        "id": record.id,
        "time": record.time.isoformat(timespec="milliseconds"),
        "text": record.text,
        "mark": record.mark.name.lower(),
        "outcome": record.outcome,
        "spoken": round(record.spoken, 3),
        "note": record.note,
        "chosen": record.chosen,
        "providers": list(record.providers),
        "language": record.language,
        "answered": record.answered,
        "failure": record.failure,
        "recording": record.recording if _recording(record) else None,
        "earlier": [
            {"text": each.text, "mark": each.mark.name.lower(), "providers": list(each.providers)}
            for each in record.earlier
        ],
    }


# ------------------------------------------------------------------------------------------------ transcribing again


def _retry(
    record: Record, database: Database, provider: str, endpoint: str | None, language: str | None, view: View
) -> int:
    """Raises ValueError, RecordingError."""
    from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE

    from .command_settings import settings_for
    from .history import again
    from .history.retries import transcribe_again
    from .history_retry import engine
    from .keys import Keys
    from .transcribe import exit_code

    pcm = _pcm(record)
    begun = time.monotonic()
    duration = len(pcm) / (SAMPLE_RATE * SAMPLE_BYTES)
    delivered = transcribe_again(
        pcm,
        engine(settings_for(provider, endpoint, language), Keys()),
        lambda done: view.progress(done, duration),
        lambda said: view.heard(said.event, said.at - begun),
    )
    view.ended(delivered, time.monotonic() - begun)
    changed = database.change(record.id, lambda known: again.changed(known, delivered, provider))
    _tell_app()
    if changed is None:
        _say("The entry was deleted meanwhile.")
    elif changed.text != delivered.text:
        _say(again.UNCHANGED)
    return exit_code(delivered)


def _pcm(record: Record) -> bytes:
    from audio.files import RecordingError

    from .journal.shelf import look

    path = _recording(record)
    if path is None:
        raise RecordingError(f"There is no recording of {record.id[:SHOWN_ID]} (any more).")
    try:
        return look(path).pcm
    except OSError as error:
        raise RecordingError(f"The recording {path} cannot be read: {error.strerror}.") from error


def _recording(record: Record) -> Path | None:
    """Where the sound of it is; None if there is none."""
    from .journal.folder import SUFFIX

    path = folders().recordings / f"{record.recording}{SUFFIX}"
    return path if record.recording and path.is_file() else None


# ------------------------------------------------------------------------------------------------ the history's file


def _with_entry(beginning: str, work: Callable[[Record, Database], int]) -> int:
    def find(database: Database | None) -> int:
        found = database.find(beginning, limit=1000) if database and beginning else []
        if not database or not found:
            raise _RefusedError(f"There is no entry {beginning!r} in the history. “holdfast history” lists them.")
        if len(found) > 1:
            raise _RefusedError(f"{len(found)} entries begin with {beginning!r}. Give more of the id.")
        return work(found[0], database)

    return _with_database(find)


def _with_database(work: Callable[[Database | None], int]) -> int:
    """`work` gets None if there is no history on the disk."""
    path = folders().history_file
    try:
        if not path.exists():
            return work(None)
        with _opened(path) as database:
            return work(database)
    except FileTrouble as trouble:
        remedy = " Start Holdfast: it reads what can be read." if trouble.trouble is Trouble.DAMAGED else ""
        _say(f"holdfast: The history {path} cannot be used: {trouble}.{remedy}")
    except _RefusedError as refused:
        _say(f"holdfast: {refused}")
    return exit_codes.USAGE


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    try:
        database = Database(path)
    except FileTrouble as trouble:
        if trouble.trouble is not Trouble.UNUSABLE:
            raise
        database = Database(path, frozen=True)
    with closing(database):
        yield database


def _tell_app() -> None:
    """It may not run; then there is nobody to be told."""
    send("reload")


# ------------------------------------------------------------------------------------------------ printing


def _why_empty() -> str:
    kept = load(folders().settings_file).settings.keep_texts_days
    return EMPTY if kept else f"{EMPTY} {KEPT_NOWHERE}"


def _line(record: Record) -> str:
    again = "  (recording)" if _recording(record) else ""
    head = f"{record.id[:SHOWN_ID]}  {_when(record)}  {record.mark.value + again:<16}"
    return f"{head}  {printable(' '.join(record.text.split()), '')}".rstrip()


def _when(record: Record) -> str:
    """As the clock showed it where it was spoken."""
    return f"{record.time:%Y-%m-%d %H:%M:%S}"


def _print(line: str) -> None:
    Output(standard("stdout")).write(line + "\n")


def _say(sentence: str) -> None:
    Output(standard("stderr")).write(sentence + "\n")
