"""The names of Linux's keycodes. Pure; imports the contract, chords and what is said about keys.

A code is a place on the keyboard (linux/input-event-codes.h): of letters the one that a US keyboard has there is named,
whatever the layout.
"""

import re

from . import chord
from .backend import HotkeyUnavailable, Key, Modifier
from .keys import DEFAULT_KEY, advice

_ROWS = {2: "1234567890", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM"}
_PUNCTUATION = {12: "-", 13: "=", 26: "[", 27: "]", 39: ";", 40: "'", 41: "`", 43: "\\", 51: ",", 52: ".", 53: "/"}
_NAMED = {
    1: "Esc",
    14: "Backspace",
    15: "Tab",
    28: "Enter",
    29: "Left Ctrl",
    42: "Left Shift",
    54: "Right Shift",
    56: "Left Alt",
    57: "Space",
    58: "Caps Lock",
    69: "Num Lock",
    70: "Scroll Lock",
    96: "Keypad Enter",
    97: "Right Ctrl",
    99: "Print Screen",
    100: "Right Alt",
    102: "Home",
    103: "Up",
    104: "Page Up",
    105: "Left",
    106: "Right",
    107: "End",
    108: "Down",
    109: "Page Down",
    110: "Insert",
    111: "Delete",
    119: "Pause",
    125: "Left Super",
    126: "Right Super",
    127: "Menu",
    464: "Fn",
}
_FUNCTION = {
    **{58 + number: f"F{number}" for number in range(1, 11)},
    87: "F11",
    88: "F12",
    **{170 + number: f"F{number}" for number in range(13, 25)},
}
_CHARACTERS = {first + place: name for first, row in _ROWS.items() for place, name in enumerate(row)} | _PUNCTUATION
NAMES = _NAMED | _FUNCTION | _CHARACTERS
_CODES = {name.casefold(): code for code, name in NAMES.items()} | {"altgr": 100}
_NUMBERED = re.compile(r"key (\d+)", re.IGNORECASE)
HIGHEST = 0x2FF
"""KEY_MAX."""

MODIFIERS = {
    Modifier.CTRL: frozenset({29, 97}),
    Modifier.ALT: frozenset({56, 100}),
    Modifier.SHIFT: frozenset({42, 54}),
    Modifier.SUPER: frozenset({125, 126}),
}


def key(code: int) -> Key:
    """The key with that code."""
    name = NAMES.get(code, f"Key {code}")
    return Key(name, code, advice(name, code in _CHARACTERS or name == "Space"))


def find(name: str) -> Key:
    """The key or chord of that name; upper and lower case are the same. Raises HotkeyUnavailable."""
    modifiers, last = chord.split(name)
    code = _CODES.get(last.strip().casefold())
    if code is None and (numbered := _NUMBERED.fullmatch(last.strip())) and 0 < int(numbered[1]) <= HIGHEST:
        code = int(numbered[1])
    if code is None:
        raise HotkeyUnavailable(
            f"Linux has no key that is called {last!r}. Choose another one in the settings, for example {DEFAULT_KEY}."
        )
    found = key(code)
    return Key(chord.join(modifiers, found.name), code, modifiers=modifiers) if modifiers else found
