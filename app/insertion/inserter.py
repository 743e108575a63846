"""What every way of putting text into another program looks like from above. Imports `aim`
and `receipt`.

An inserter lives in Qt's thread and never blocks its event loop: what takes time is told by a callback.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from .aim import Aim
from .receipt import Receipt

TellHeld = Callable[[tuple[str, ...]], None]
"""Called with the names of the keys ("Shift", "Ctrl") that must be let go before the text can be inserted, and with
none when that wait is over."""

MakeWay = Callable[[], AbstractContextManager[bool]]
"""Within the block nobody keeps the keyboard from the program in front; whether somebody would, else."""


def no_way() -> AbstractContextManager[bool]:
    """Nobody keeps it."""
    return nullcontext(False)


class Inserter(Protocol):
    """Puts texts into the program that has the focus, one at a time, in the order given."""

    def remember_clipboard(self) -> None:
        """Note what is on the clipboard, so that it can be given back. Call when a dictation begins: it takes time
        then that costs nobody anything. Never raises."""

    def aim(self) -> Aim | None:
        """Which program has the focus now; None if that cannot be known here, or none has it. Call when the key is let
        go, and hand it to `insert`. Never raises."""

    def insert(self, text: str, done: Callable[[Receipt], None], aim: Aim | None = None) -> None:
        """Put `text`, verbatim, where the cursor is. `done` is called exactly once, in Qt's thread, and must not raise.
        However long the user holds keys down or the target does nothing, it is called within some minutes.

        An insertion whose outcome is unknown is not repeated. `aim`: where it was meant to go, when the key was let go;
        what is done if the focus is elsewhere by now is the user's choice (`rules.Policy`).
        """

    def hold(self, text: str, done: Callable[[Receipt], None], reason: str = "") -> None:
        """Put `text` on the clipboard in its turn, behind what is being inserted, which reads the clipboard too. `done`
        as for `insert`. `reason`: why it is not inserted, for the receipt; empty if the user knows."""

    def copy(self, text: str) -> Receipt:
        """Put `text` on the clipboard for the user to paste, at once, because the user asked for that."""

    def close(self) -> None:
        """End now: calls `done` for all that waits, gives the clipboard back, and inserts nothing more. Idempotent."""


class Insert(Protocol):
    """`Inserter.insert`, or one like it."""

    def __call__(self, text: str, done: Callable[[Receipt], None], aim: Aim | None = None) -> None:
        """See Inserter.insert."""


class JoiningInserter(Inserter, Protocol):
    """One that minds what stands before a text: spaces, and the size of the first letter."""

    def go_on(self, text: str, done: Callable[[Receipt], None], aim: Aim | None = None) -> None:
        """The same as `insert`, for a text that goes on from the one before, with whatever it begins with."""
