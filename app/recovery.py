"""What a Holdfast that did not end well left behind: recordings of which the user does not know yet. Imports the
journal, the history's record and the marks.

They become entries of the history, "not transcribed", with their sound: there they are transcribed, kept or deleted,
as the user likes. Nothing is inserted anywhere.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from .history.record import Record
from .journal.format import About, Stage
from .journal.shelf import Stored
from .outcomes import End
from .ui.status import Action, Mark, Notice, Severity

NOTE = "Holdfast ended before this was transcribed. Nothing of it was inserted anywhere."
NOTE_DELIVERED = "Holdfast ended while this text was being inserted: look whether it is there before you use it again."

TRANSCRIBE = Action("transcribe what was left", "&Transcribe now")


def records(left: Iterable[Stored], now: datetime) -> list[Record]:
    """For the history, the oldest first. `now`, with its offset, is taken for what does not say when it was."""
    return [_record(each, each.recording.about or About(0, "", ""), now) for each in left]


def notice(found: list[Record]) -> Notice | None:
    """What the user should know; None: nothing was left."""
    if not found:
        return None
    last = max(found, key=lambda record: record.time)
    moment = f"{last.time:%H:%M}"
    what = f"a dictation of {moment} ({_length(last.spoken)})"
    if len(found) > 1:
        what = (
            f"{len(found)} dictations, the last of {moment} ({_length(sum(each.spoken for each in found))} altogether)"
        )
    kept = "It is" if len(found) == 1 else "They are"
    return Notice(
        f"Holdfast ended in the middle of {what}. {kept} in the history with the sound: transcribe it now or later, or "
        "delete it.",
        Severity.WARNING,
        TRANSCRIBE,
    )


def _record(each: Stored, about: About, now: datetime) -> Record:
    return Record(
        uuid.uuid4().hex,
        _time(about.begun, now),
        "",
        Mark.NOT_TRANSCRIBED,
        End.KEPT_AUDIO.value,
        each.recording.seconds,
        NOTE_DELIVERED if Stage.DELIVERED in each.recording.stages else NOTE,
        chosen=about.provider,
        language=about.language,
        answered=False,
        recording=each.id,
    )


def _time(begun: str, now: datetime) -> datetime:
    try:
        time = datetime.fromisoformat(begun)
    except ValueError:
        return now
    return time if time.utcoffset() is not None else now


def _length(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else str(timedelta(seconds=round(seconds)))
