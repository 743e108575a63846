"""The keys of a Mac: names by place on the keyboard. Pure; imports the key table.

kVK_... in HIToolbox/Events.h, named as on a US keyboard: what the layout makes of a place can be asked on the main
thread only (https://github.com/isair/jarvis/pull/173).
"""

from .backend import Modifier
from .key_table import KeyTable

FN = 63
DEVICE_BITS = {
    59: 0x0001,
    56: 0x0002,
    60: 0x0004,
    55: 0x0008,
    54: 0x0010,
    58: 0x0020,
    61: 0x0040,
    62: 0x2000,
    FN: 0x80_0000,
}
"""For each modifier the flag that tells it from its twin: NX_DEVICELCTLKEYMASK and so on in IOKit's IOLLEvent.h; for Fn
kCGEventFlagMaskSecondaryFn, which no other key has."""

FLAGS = {
    Modifier.SHIFT: 1 << 17,
    Modifier.CTRL: 1 << 18,
    Modifier.ALT: 1 << 19,
    Modifier.SUPER: 1 << 20,
}
"""kCGEventFlagMaskShift, ...Control, ...Alternate, ...Command: whichever of the two is down."""

SIDES = {
    Modifier.SHIFT: frozenset({56, 60}),
    Modifier.CTRL: frozenset({59, 62}),
    Modifier.ALT: frozenset({58, 61}),
    Modifier.SUPER: frozenset({55, 54}),
}

_ANSI = {
    **dict(enumerate("ASDFHGZXCV")),
    10: "§",
    **dict(enumerate("BQWERYT123465=97-80]OU[IP", 11)),
    37: "L",
    38: "J",
    39: "'",
    40: "K",
    **dict(enumerate(";\\,/NM.", 41)),
    50: "`",
}
_FUNCTION = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111, 105, 107, 113, 106, 64, 79, 80, 90)
"""F1 to F20."""
_KEYPAD = {
    65: "Decimal",
    67: "Multiply",
    69: "Add",
    71: "Clear",
    75: "Divide",
    76: "Enter",
    78: "Subtract",
    81: "Equal",
    **{82 + digit: str(digit) for digit in range(8)},
    91: "8",
    92: "9",
}
_OTHERS = {
    36: "Enter",
    48: "Tab",
    49: "Space",
    51: "Backspace",
    53: "Esc",
    54: "Right Cmd",
    55: "Left Cmd",
    56: "Left Shift",
    57: "Caps Lock",
    58: "Left Option",
    59: "Left Ctrl",
    60: "Right Shift",
    61: "Right Option",
    62: "Right Ctrl",
    FN: "Fn",
    114: "Help",
    115: "Home",
    116: "Page Up",
    117: "Delete",
    119: "End",
    121: "Page Down",
    123: "Left",
    124: "Right",
    125: "Down",
    126: "Up",
}
NAMES = (
    _ANSI
    | {place: f"F{number}" for number, place in enumerate(_FUNCTION, 1)}
    | {place: f"Keypad {name}" for place, name in _KEYPAD.items()}
    | _OTHERS
)

DEFAULT = "Right Option"
"""Every Mac has it (not so Right Ctrl), and alone it does nothing."""
PROPOSALS = (DEFAULT, "Right Cmd", "Fn", "F13", "F5")

TABLE = KeyTable(
    NAMES,
    SIDES,
    DEFAULT,
    {
        "Right Option": "",
        "Right Cmd": "Right Cmd is part of shortcuts: whenever you use it, a dictation starts. "
        "Right Option would be a better choice.",
        "Fn": "Fn may also open the emoji picker or macOS' own dictation: "
        "set it to do nothing in System Settings > Keyboard.",
    },
)


def is_down(code: int, flags: int) -> bool:
    """Whether this modifier is down, by the flags of the event that says that it moved.

    A keyboard that does not tell left from right sets the flag for both alone, and what moved went down then.
    """
    modifier = next((each for each, codes in SIDES.items() if code in codes), None)
    own = bool(flags & DEVICE_BITS.get(code, 0))
    if modifier is None or own:
        return own
    told = any(flags & DEVICE_BITS[each] for each in SIDES[modifier])
    return bool(flags & FLAGS[modifier]) and not told
