"""A line of the history as the widgets are told it: plain values. Imports `status`, and no Qt."""

from dataclasses import dataclass
from datetime import datetime

from .status import Mark

INCOMPLETE = "Not all of the recording was answered: words may be missing."


@dataclass(frozen=True, slots=True)
class EarlierText:
    """A text that this one took the place of."""

    text: str
    about: str
    """What became of it, and who recognised it: "Inserted, Soniox"."""


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One dictation."""

    id: str
    time: datetime
    """Local time of the press."""
    text: str
    mark: Mark
    note: str = ""
    """Why it was not simply inserted, and what to do: a sentence. Empty when there is nothing to say."""
    incomplete: bool = False
    """The recogniser did not account for all that was said."""
    earlier: tuple[EarlierText, ...] = ()
    recorded: bool = False
    """Its sound is still there, so that it can be transcribed again."""
    progress: float | None = None
    """How much of that is done, from 0 to 1; None: nobody does it now."""
    problem: str = ""
    """Why the last try brought nothing, as a sentence."""
