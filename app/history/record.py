"""One dictation as the history keeps it. Pure; imports the widgets' vocabulary, which has no Qt in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.ui.status import Mark


class Why(StrEnum):
    """Why an entry has another text besides the one that counts."""

    EARLIER = "earlier"
    """It counted until the recording was transcribed again."""
    LATE = "late"
    """It came when the deadline had passed."""


@dataclass(frozen=True, slots=True)
class OtherText:
    """A text that does not count, and is kept because words must not vanish."""

    text: str
    why: Why
    providers: tuple[str, ...] = ()
    """Who recognised it, in order; ids of `providers/catalogue.py`."""


@dataclass(frozen=True, slots=True)
class Record:
    """One dictation."""

    id: str
    """A UUID in hexadecimal digits; the beginning will do on the command line."""
    time: datetime
    """When the key went down, with the offset from UTC that held then."""
    text: str
    mark: Mark
    """What became of the text."""
    outcome: str
    """The value of one of `messages.Outcome`."""
    spoken: float
    """Seconds between press and release."""
    note: str = ""
    """Why it was not simply inserted, and what to do: a sentence."""
    chosen: str = ""
    """Who was to recognise it: an id of `providers/catalogue.py`."""
    providers: tuple[str, ...] = ()
    """Who recognised `text`, in order; empty: nobody."""
    language: str | None = None
    """What was to be heard, as in the settings; None: the provider's first."""
    answered: bool | None = None
    """Whether the recogniser accounted for all of the audio; None: nobody knows."""
    failure: str | None = None
    """The value of the `FailureKind` that was met, if any was."""
    recording: str | None = None
    """The id of its sound in the journal; None: there is none."""
    others: tuple[OtherText, ...] = ()
    """Oldest first."""
    place: int = 0
    """A later dictation has a higher one; 0: the history has not placed it yet. Milliseconds since 1970 (UTC), but
    higher than every place before it, so that a clock that was set back puts nothing below what is older."""

    def with_late(self, text: str, providers: tuple[str, ...] = ()) -> "Record":
        """With a text that came late. A newer one takes the place of an older one: a recogniser repeats itself."""
        rest = tuple(each for each in self.others if each.why is not Why.LATE)
        return replace(self, others=(*rest, OtherText(text, Why.LATE, providers)))

    def with_text_instead(self, text: str, providers: tuple[str, ...]) -> "Record":
        """With this text instead of its own, which stays beside it unless it is the same."""
        rest = tuple(each for each in self.others if each.text != text)
        if self.text and self.text != text:
            rest = (*rest, OtherText(self.text, Why.EARLIER, self.providers))
        return replace(self, text=text, providers=providers, others=rest)

    @property
    def all_text(self) -> str:
        """What a search looks through."""
        return "\n".join((self.text, *(each.text for each in self.others)))
