"""The text of one dictation while it grows: what is committed and what is still provisional. Pure.

Recognisers say their pieces with the space they need in front (`providers/events.py`), so the pieces are only
appended here, never joined. The whole is trimmed once, at the very end.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transcript:
    """`committed` only ever grows; `tail` is replaced as a whole."""

    committed: str = ""
    tail: str = ""

    def with_partial(self, text: str) -> "Transcript":
        """The tail is now `text`."""
        return Transcript(self.committed, text)

    def with_final(self, text: str) -> "Transcript":
        """`text` will not change any more. The tail that it replaces is gone."""
        return Transcript(self.committed + text)

    def best(self) -> str:
        """Everything that is known, provisional or not, trimmed: what is kept when nothing better will come."""
        return (self.committed + self.tail).strip()
