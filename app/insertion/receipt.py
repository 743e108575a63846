"""What an insertion can claim. Imports nothing of ours."""

from dataclasses import dataclass
from enum import Enum


class Landed(Enum):
    """Where a text is."""

    INSERTED = "inserted"
    """The target read it: there is a receipt."""
    SENT = "sent"
    """The system took every key that was typed, or somebody read the text after the chord: nothing tells whether it was
    the target."""
    COPIED = "copied"
    """It is on the clipboard, by the user's choice or because there was no receipt."""
    NOWHERE = "nowhere"
    """Neither worked. The text is in the history."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The evidence of one insertion."""

    landed: Landed
    reason: str = ""
    """Why it was not inserted, and what to do: a sentence for the user. Empty if it was, or only copying was asked."""
    milliseconds: float = 0.0
    """From the order until the target had read the text."""
    note: str = ""
    """What else the user should know, also after a success: a sentence, for instance that the clipboard was lost."""
    rule: str = ""
    """Which rule was followed: a sentence for the history. Empty if none was, or `reason` says it."""
    as_inserted: str | None = None
    """The text with the first letter that it got, for the history; None: as it was given."""
