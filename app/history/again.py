"""What becomes of a record whose recording was transcribed again. Pure; imports the messages, the failures' words, who
recognised what, and the record.
"""

from dataclasses import replace

from app import failures, who
from app.messages import Deliver, Outcome
from app.outcomes import End
from app.ui.status import Mark

from .record import Record

NOTES = {
    Outcome.COMMITTED: "Transcribed from the recording by {name}, and inserted nowhere: copy it to where it belongs.",
    Outcome.UNCONFIRMED: "Transcribed from the recording by {name}; the end was not confirmed: check the last words.",
    Outcome.FAILED: "Transcribed from the recording by {name}, which broke off: this is what came until then.",
}
MARKS = {Outcome.COMMITTED: Mark.AGAIN, Outcome.UNCONFIRMED: Mark.UNCONFIRMED, Outcome.FAILED: Mark.INCOMPLETE}
NO_SPEECH = "{name} heard no speech in the recording."
UNCHANGED = "Nothing was changed."
CANCELLED = "Cancelled. Nothing was changed."


def changed(record: Record, delivered: Deliver, provider: str) -> Record:
    """The record with what `provider` recognised, which is the same record if that is no gain.

    What is not all of it takes the place of nothing but another such text, or of none.
    """
    outcome = delivered.outcome
    if not delivered.text or outcome is Outcome.CANCELLED:
        return record
    if outcome is not Outcome.COMMITTED and record.text and record.answered is not False:
        return record
    return replace(
        record.with_text(delivered.text, MARKS[outcome], delivered.providers or (provider,)),
        note=NOTES[outcome].format(name=who.name(provider)),
        outcome=End.HELD.value,
        answered=delivered.answered,
        failure=delivered.failure.kind.value if delivered.failure else None,
    )


def problem(record: Record, delivered: Deliver, provider: str) -> str:
    """Why the record is not what the user hoped for, as a sentence; empty: it is."""
    if delivered.outcome is Outcome.CANCELLED:
        return CANCELLED
    unchanged = f" {UNCHANGED}" if record.text and changed(record, delivered, provider) is record else ""
    if delivered.failure:
        return failures.describe(delivered.failure) + unchanged
    if not delivered.text:
        return NO_SPEECH.format(name=_capitalised(provider)) + unchanged
    return NOTES[delivered.outcome].format(name=who.name(provider)) + unchanged if unchanged else ""


def _capitalised(provider: str) -> str:
    name = who.name(provider)
    return name[:1].upper() + name[1:]
