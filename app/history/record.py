"""One dictation as the history keeps it. Pure; imports the widgets' vocabulary, which has no Qt in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.ui.status import Mark


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that counted until a better one took its place. It is kept, because the other one may be worse."""

    text: str
    mark: Mark
    """What became of it."""
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
    """The value of one of `outcomes.End`."""
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
    earlier: tuple[Earlier, ...] = ()
    """Oldest first."""
    place: int = 0
    """A later dictation has a higher one; 0: the history has not placed it yet. Milliseconds since 1970 (UTC), but
    higher than every place before it, so that a clock that was set back puts nothing below what is older."""

    def with_text(self, text: str, mark: Mark, providers: tuple[str, ...]) -> "Record":
        """With this text in the place of its own, which stays beside it if it is another one."""
        rest = tuple(each for each in self.earlier if each.text != text)
        if self.text and self.text != text:
            rest = (*rest, Earlier(self.text, self.mark, self.providers))
        return replace(self, text=text, mark=mark, providers=providers, earlier=rest)

    @property
    def all_text(self) -> str:
        """What a search looks through."""
        return "\n".join((self.text, *(each.text for each in self.earlier)))
