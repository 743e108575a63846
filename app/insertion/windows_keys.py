"""Keys as Windows' SendInput takes them: chords and texts. Pure; imports `messages`.

https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-keybdinput
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .messages import Chord

EXTENDED, UP, UNICODE = 0x1, 0x2, 0x4
"""KEYEVENTF_EXTENDEDKEY, KEYEVENTF_KEYUP, KEYEVENTF_UNICODE."""

VK_TAB, VK_RETURN, VK_SHIFT, VK_CONTROL, VK_INSERT, VK_V = 0x09, 0x0D, 0x10, 0x11, 0x2D, 0x56
"""https://learn.microsoft.com/windows/win32/inputdev/virtual-key-codes"""


@dataclass(frozen=True, slots=True)
class KeyInput:
    """One KEYBDINPUT: `code` is a virtual key, or with UNICODE a UTF-16 code unit."""

    code: int
    flags: int = 0

    @property
    def released(self) -> "KeyInput":
        """The same key coming up."""
        return replace(self, flags=self.flags | UP)


_CHORDS: Mapping[Chord, tuple[KeyInput, ...]] = {
    Chord.CTRL_V: (KeyInput(VK_CONTROL), KeyInput(VK_V)),
    Chord.CTRL_SHIFT_V: (KeyInput(VK_CONTROL), KeyInput(VK_SHIFT), KeyInput(VK_V)),
    # Without EXTENDED it would be the 0 of the keypad, which is another key while Num Lock is on.
    Chord.SHIFT_INSERT: (KeyInput(VK_SHIFT), KeyInput(VK_INSERT, EXTENDED)),
}


def chord_keys(chord: Chord) -> tuple[KeyInput, ...]:
    """Every key down in order, and up in the opposite one. By virtual key, so the keyboard's layout does not matter.

    Raises KeyError for a chord that Windows does not have.
    """
    down = _CHORDS[chord]
    return (*down, *(key.released for key in reversed(down)))


def text_keys(text: str) -> tuple[KeyInput, ...]:
    """The text as code units, each down and up: a unit that never comes up leaves letters stuck
    (https://github.com/opensteno/plover/pull/1018). Line ends and tabs are the keys Enter and Tab."""
    return tuple(each for key in _keys(text.replace("\r\n", "\n")) for each in (key, key.released))


def _keys(text: str) -> Iterator[KeyInput]:
    for character in text:
        match character:
            case "\n" | "\r":
                yield KeyInput(VK_RETURN)
            case "\t":
                yield KeyInput(VK_TAB)
            case _:
                units = character.encode("utf-16-le", "surrogatepass")
                for place in range(0, len(units), 2):
                    yield KeyInput(int.from_bytes(units[place : place + 2], "little"), UNICODE)


def still_down(sent: Sequence[KeyInput]) -> tuple[KeyInput, ...]:
    """The keys to let go of when no more than this was taken: nothing may stay down."""
    down: list[KeyInput] = []
    for key in sent:
        if key.flags & UP:
            down = [each for each in down if each.released != key]
        else:
            down.append(key)
    return tuple(key.released for key in reversed(down))
