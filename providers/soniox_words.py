"""Which of Soniox's final pieces make whole words. Pure; imports the scripts.

Its final tokens are pieces of words ("Hel", "lo", ","). A word is final only when all of it is: a stream that breaks
between two pieces would leave half a word behind, and the next stream, which is told the rest of the sound, the other
half. A piece is known to be the last of its word

- when the next one begins with a blank, or belongs to a script without blanks;
- when the service says that all before some marker is final (`<fin>`, `<end>`, the terminal);
- when it has made final what is well behind it, and no other piece came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .joining import is_closed_up
from .wire import MILLISECONDS

GAP = 150 * MILLISECONDS
"""Samples: no sound within a word is followed by so much without any."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A final token's text, or part of it."""

    text: str
    start: int | None
    """The sample at which it begins, and"""
    end: int | None
    """the one at which it ends, as far as the service said so."""


def whole(pieces: Sequence[Piece], processed: int | None) -> int:
    """How many of `pieces` (none of them empty), from the first, make whole words, as long as nothing else is known
    than that everything before the sample `processed` is final."""
    if not pieces:
        return 0
    last = pieces[-1]
    if is_closed_up(last.text[-1]) or (processed is not None and last.end is not None and processed >= last.end + GAP):
        return len(pieces)
    for at in range(len(pieces) - 1, 0, -1):
        if pieces[at].text[0].isspace() or is_closed_up(pieces[at].text[0]) or is_closed_up(pieces[at - 1].text[-1]):
            return at
    return 0


def covered(pieces: Sequence[Piece], count: int) -> int | None:
    """Up to which sample the first `count` account for the sound: to where the next begins. Where a word ends is said
    less reliably."""
    if count < len(pieces) and pieces[count].start is not None:
        return pieces[count].start
    return pieces[count - 1].end if count else None
