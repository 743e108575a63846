"""Which texts of a socket belong to the dictation that it serves now. Pure; imports the vocabulary.

A socket that is kept counts its samples from its own beginning, and may have a word left for the dictation before.
That word came too late: it is in no text any more, and certainly not in the next one.
"""

from dataclasses import replace

from .events import Final, Partial


class Attribution:
    """One dictation's view of its socket, which had been sent `base` samples before it."""

    def __init__(self, base: int) -> None:
        self.late = 0
        """Texts of an earlier dictation that were left out."""
        self._base = base
        self._begun = False

    def own(self, event: Partial | Final, position: int) -> Partial | Final | None:
        """`event` in the dictation's own terms, after `position` samples of it were sent; None: it is not its own.

        Its first text has no space in front, though for the service it goes on where another one ended.
        """
        covered = event.covered_until if isinstance(event, Final) else None
        if self._base and (position == 0 or (covered is not None and covered <= self._base)):
            self.late += bool(event.text)
            return None
        text = event.text if self._begun else event.text.lstrip(" \t")
        if isinstance(event, Partial):
            return Partial(text)
        self._begun = self._begun or bool(text)
        return replace(event, text=text, covered_until=None if covered is None else covered - self._base)
