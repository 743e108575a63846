"""Who recognised a dictation's text, and why somebody else had to go on. Pure; imports the messages."""

from dataclasses import dataclass, replace

from providers.errors import Failure

from .messages import Break


@dataclass(frozen=True, slots=True)
class Origins:
    """Grows with a dictation. Providers are ids of `providers/catalogue.py`; empty: nobody said who serves."""

    serving: str = ""
    """Who recognises now."""
    breaks: tuple[Break, ...] = ()
    """How each provider that broke off did so the last time, in the order of their first."""
    _finals: tuple[str, ...] = ()
    _tail: str = ""

    def served_by(self, provider: str) -> "Origins":
        """`provider` recognises from here on."""
        return replace(self, serving=provider)

    def broken(self, failure: Failure) -> "Origins":
        """Whoever was serving broke off."""
        found = {each.provider: each for each in self.breaks} | {self.serving: Break(self.serving, failure)}
        return replace(self, breaks=tuple(found.values()))

    def with_tail(self) -> "Origins":
        """The tail that is shown now is from whoever serves."""
        return replace(self, _tail=self.serving)

    def with_final(self) -> "Origins":
        """Whoever serves said words that stay."""
        return replace(self, _finals=_once(*self._finals, self.serving))

    def contributors(self, *, tail: bool) -> tuple[str, ...]:
        """Who has words in the text, in order, each once. `tail`: the provisional words are part of it."""
        return _once(*self._finals, self._tail) if tail else self._finals


def _once(*providers: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, providers)))
