"""The text of one dictation while it grows: what is committed and what is still provisional. Pure.

Recognisers say their pieces with the space they need in front (`providers/events.py`), so the pieces are only
appended here, never joined. The whole is trimmed once, at the very end.
"""

import re
from dataclasses import dataclass, replace

_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class Transcript:
    """`committed` only ever grows; `tail` is replaced as a whole."""

    committed: str = ""
    tail: str = ""
    outlived: bool = False
    """The tail is what a stream had said that broke. The one that replaces it hears the same speech again, and starts
    with a word of it: until it says as much, the old tail is what there is to see, and the best text known."""
    taken_up: bool = False
    """That other stream has made words final."""

    @property
    def forsaken(self) -> bool:
        """A stream that broke had said words, and the one behind it made none of them final. If it says that it is
        through, one of the two has misheard, and nobody knows which."""
        return self.outlived and not self.taken_up and bool(self.tail.strip())

    def with_partial(self, text: str) -> "Transcript":
        """The tail is now `text`, unless that is less than what a broken stream had said."""
        if self.outlived and len(text.strip()) < len(self.tail.strip()):
            return self
        return Transcript(self.committed, text)

    def with_final(self, text: str) -> "Transcript":
        """`text` will not change any more. The tail that it replaces is gone: all of it, or of an outlived one as many
        words as `text` has."""
        rest = _behind(len(text.split()), self.tail) if self.outlived else ""
        taken_up = bool(rest) and (self.taken_up or bool(text.strip()))
        return Transcript(self.committed + text, rest, outlived=bool(rest), taken_up=taken_up)

    def broken(self) -> "Transcript":
        """The stream broke, another one will hear again what is not committed."""
        return replace(self, outlived=bool(self.tail.strip()), taken_up=False)

    def best(self) -> str:
        """Everything that is known, provisional or not, trimmed: what is kept when nothing better will come."""
        return (self.committed + self.tail).strip()


def _behind(words: int, text: str) -> str:
    """`text` without its first `words` words."""
    return "".join(_WORD.findall(text)[words:])
