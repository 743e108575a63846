"""What presses the paste chord on a Wayland desktop. Imports `messages`, `system` and
`wayland_keyboard`."""

from collections.abc import Callable
from typing import Protocol

from .messages import Chord
from .system import Condition
from .wayland_keyboard import VirtualKeyboard


class ChordSender(Protocol):
    """Presses keys in the program with the focus."""

    def refusal(self) -> str:
        """Why no chord can be sent now: a sentence for a user who finds the text on the clipboard; empty if one can."""

    def send(self, chord: Chord, failed: Callable[[str], None]) -> None:
        """Press the chord and let go of it, at once or soon. `failed` is called, in Qt's thread and not from within
        this call, with a sentence for the user, if that could not be done after all."""

    def condition(self) -> Condition:
        """How it stands, for `holdfast doctor`."""

    def close(self) -> None:
        """Give everything back. Idempotent."""


class KeyboardChords:
    """Chords by a virtual keyboard, whose compositor refuses nothing."""

    def __init__(self, keyboard: VirtualKeyboard) -> None:
        self._keyboard = keyboard

    def refusal(self) -> str:
        """None."""
        return ""

    def send(self, chord: Chord, failed: Callable[[str], None]) -> None:  # noqa: ARG002 - never
        """At once."""
        self._keyboard.send(chord)

    def condition(self) -> Condition:
        """Nothing is ever in the way."""
        return Condition(True, "Text is pasted into the focused program, by a keyboard of Holdfast's own.")

    def close(self) -> None:
        """The connection closes with the clipboard's."""
