"""Text that comes when its dictation is delivered already: what of it is new. Pure; imports messages and events.

A recogniser that was given up goes on for a while (`CloseStream.after`). Whatever it still makes final belongs to the
dictation, and is never inserted: nobody knows what the user does by then.
"""

from dataclasses import dataclass, field

from providers.events import Event, Final, Finalized, Serving

from .messages import CloseStream, Deliver, Heard

REMEMBERED = 16
"""Dictations that late text is taken for: the newest ones."""


@dataclass(frozen=True, slots=True)
class LateText:
    """A dictation has another text now."""

    dictation: int
    text: str
    """All of it, trimmed."""
    providers: tuple[str, ...] = ()
    """Who recognised it, as in `Deliver`."""
    complete: bool = False
    """The recogniser says that this is all."""


@dataclass(slots=True)
class _Known:
    told: Deliver | None = None
    """How it was delivered, once the history has it."""
    finals: str = ""
    serving: str = ""
    complete: bool = False


@dataclass(slots=True)
class Late:
    """Takes what the session no longer knows, in the order in which it happened."""

    _known: dict[int, _Known] = field(default_factory=dict)

    def told(self, delivered: Deliver) -> tuple[LateText | CloseStream, ...]:
        """The history has this dictation now; late text may have been there before."""
        known = self._of(delivered.dictation)
        known.told = delivered
        return self._news(known)

    def heard(self, heard: Heard) -> tuple[LateText | CloseStream, ...]:
        """The recogniser said something about a dictation that the session has settled."""
        known = self._of(heard.dictation)
        event: Event = heard.event
        match event:
            case Final(text) if text.strip():
                known.finals += text
                return self._news(known)
            case Serving(provider):
                known.serving = provider
            case Finalized():
                known.complete = True
                return (CloseStream(heard.dictation), *self._news(known))
            case _:
                pass
        return ()

    def _of(self, dictation: int) -> _Known:
        known = self._known.setdefault(dictation, _Known())
        while len(self._known) > REMEMBERED:
            del self._known[min(self._known)]
        return known

    def _news(self, known: _Known) -> tuple[LateText, ...]:
        told = known.told
        if told is None or not (known.finals or known.complete):
            return ()
        text = (_certain(told) + known.finals).strip()
        if told.text.startswith(text):  # it only catches up with its own provisional words
            if not known.complete:
                return ()
            text = told.text
        providers = tuple(dict.fromkeys(filter(None, (*told.providers, known.serving))))
        return (LateText(told.dictation, text, providers, known.complete),)


def _certain(told: Deliver) -> str:
    """The part of the text that was final: late text goes on from there."""
    provisional = told.provisional.rstrip()
    if not provisional:
        return told.text
    return told.text.removesuffix(provisional) if told.text.endswith(provisional) else ""
