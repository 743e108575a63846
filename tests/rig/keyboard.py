"""Hands on the keyboard of a test display: keys pressed through XTest, by keycode.

By keycode because `xdotool keydown Control_R` presses Control_L first; and the keys stay down while the test goes on,
so that the server's auto-repeat does what it does to a person.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

XK.load_keysym_group("xkb")


class Keyboard:
    """Presses and releases keys on one display."""

    def __init__(self, display: str) -> None:
        self._display = Display(display)
        self._held: list[int] = []

    def code(self, symbol: str) -> int:
        """The keycode of a keysym by its X name: "Control_R"."""
        return self._display.keysym_to_keycode(XK.string_to_keysym(symbol))

    def press(self, code: int) -> None:
        """Returns when the server has done it."""
        xtest.fake_input(self._display, X.KeyPress, code)
        self._display.sync()
        self._held.append(code)

    def release(self, code: int) -> None:
        """Returns when the server has done it."""
        xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()
        self._held.remove(code)

    def tap(self, code: int) -> None:
        self.press(code)
        self.release(code)

    def close(self) -> None:
        for code in tuple(self._held):
            self.release(code)
        self._display.close()


@contextmanager
def keyboard(display: str) -> Iterator[Keyboard]:
    """A keyboard whose keys are all up in the end."""
    made = Keyboard(display)
    try:
        yield made
    finally:
        made.close()
