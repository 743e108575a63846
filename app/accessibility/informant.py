"""Whom to ask about the focus on this system. Imports the watch only where there is one.

On Windows and macOS nobody is asked yet.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .objects import Asking, Focused, Switch, Written

if sys.platform == "linux" or TYPE_CHECKING:
    from .watch import Accessibility

LOOK_S = 0.05
"""A program that has not answered by then tells nothing. Measured: 1-5 ms for those that live."""


class Informant(Protocol):
    """Says what has the focus. Its methods may be called from any thread, and never block for long."""

    @property
    def switch(self) -> Switch:
        """How the desktop's accessibility stood when it was last looked for."""

    def start(self) -> None:
        """Begin, in the background."""

    def stop(self) -> None:
        """End. Idempotent."""

    def use(self, asking: Asking) -> None:
        """Ask so from now on."""

    def look(self, answer: Callable[[Focused | None], None]) -> None:
        """What has the focus, and the text around its caret; None: nobody has told. Answered once, on any thread."""

    def write(self, focused: Focused, text: str, answer: Callable[[Written], None], /) -> None:
        """Put `text` at the caret of that field, without keys and without the clipboard. Answered once, on any thread;
        what is asked for meanwhile waits."""


class NobodyAsked:
    """Where there is nobody to ask."""

    switch = Switch()

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""

    def use(self, asking: Asking) -> None:
        """There is no way to ask."""

    def look(self, answer: Callable[[Focused | None], None]) -> None:
        """Nothing is known."""
        answer(None)

    def write(self, _focused: Focused, _text: str, answer: Callable[[Written], None]) -> None:
        """It cannot be done."""
        answer(Written.REFUSED)


def choose_informant(asking: Asking, look_s: float = LOOK_S) -> Informant:
    """The one of this system. `look_s`: how long a look may take."""
    return Accessibility(asking, look_s) if sys.platform == "linux" else NobodyAsked()
