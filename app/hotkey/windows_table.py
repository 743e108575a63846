"""The keys of Windows: names by virtual key. Pure; imports the key table.

https://learn.microsoft.com/windows/win32/inputdev/virtual-key-codes. Two keys that share a virtual key differ by what
the hook tells beside it; they get a number of their own by `EXTENDED` and `KEYPAD`.
"""

from .backend import Modifier
from .key_table import KeyTable
from .keys import DEFAULT_KEY

EXTENDED, KEYPAD = 0x100, 0x200
"""Added for Enter on the keypad, and for the keypad's keys while Num Lock is off."""
LEFT_CTRL = 0xA2
VIRTUAL_KEY = 0xFF
"""What of a number is the virtual key."""

_SINGLE = {
    0x03: "Break",
    0x08: "Backspace",
    0x09: "Tab",
    0x0C: "Clear",
    0x0D: "Enter",
    0x0D | EXTENDED: "Keypad Enter",
    0x13: "Pause",
    0x14: "Caps Lock",
    0x1B: "Esc",
    0x20: "Space",
    0x21: "Page Up",
    0x22: "Page Down",
    0x23: "End",
    0x24: "Home",
    0x25: "Left",
    0x26: "Up",
    0x27: "Right",
    0x28: "Down",
    0x2C: "Print Screen",
    0x2D: "Insert",
    0x2E: "Delete",
    0x5B: "Left Win",
    0x5C: "Right Win",
    0x5D: "Menu",
    0x5F: "Sleep",
    0x6A: "Keypad Multiply",
    0x6B: "Keypad Add",
    0x6D: "Keypad Subtract",
    0x6E: "Keypad Decimal",
    0x6F: "Keypad Divide",
    0x90: "Num Lock",
    0x91: "Scroll Lock",
    0xA0: "Left Shift",
    0xA1: "Right Shift",
    0xA2: "Left Ctrl",
    0xA3: "Right Ctrl",
    0xA4: "Left Alt",
    0xA5: "Right Alt",
    0xAD: "Audio Mute",
    0xAE: "Audio Lower Volume",
    0xAF: "Audio Raise Volume",
    0xB0: "Audio Next",
    0xB1: "Audio Prev",
    0xB2: "Audio Stop",
    0xB3: "Audio Play",
}
_ON_KEYPAD = (0x0C, *range(0x21, 0x29), 0x2D, 0x2E)
"""Without Num Lock: the same virtual keys as the grey ones, but not extended."""

NAMES = (
    _SINGLE
    | {code | KEYPAD: f"Keypad {_SINGLE[code]}" for code in _ON_KEYPAD if code != 0x0C}
    | {code: chr(code) for code in (*range(0x30, 0x3A), *range(0x41, 0x5B))}
    | {0x60 + number: f"Keypad {number}" for number in range(10)}
    | {0x6F + number: f"F{number}" for number in range(1, 25)}
)

TABLE = KeyTable(
    NAMES,
    {
        Modifier.CTRL: frozenset({0xA2, 0xA3}),
        Modifier.ALT: frozenset({0xA4, 0xA5}),
        Modifier.SHIFT: frozenset({0xA0, 0xA1}),
        Modifier.SUPER: frozenset({0x5B, 0x5C}),
    },
    DEFAULT_KEY,
)


def number(virtual_key: int, extended: bool) -> int:
    """The number of the key that the hook reported."""
    if virtual_key == 0x0D and extended:
        return virtual_key | EXTENDED
    if virtual_key in _ON_KEYPAD and virtual_key != 0x0C and not extended:
        return virtual_key | KEYPAD
    return virtual_key
