"""The X server's keymap as names: which key is called what. Imports the contract and python-xlib's keysym tables.

A key is found by the first symbol on it, in whatever layout, and compared by its keycode ever after: what a modifier
makes of it (Right Alt with Shift is Meta_R) does not matter then.
"""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from Xlib import XK

from .backend import HotkeyUnavailable, Key, Modifier
from .keys import ALTERNATIVES, CANCEL_KEY, DEFAULT_KEY, MODIFIER_KEYS, advice

_GROUPS = ("arabic", "cyrillic", "greek", "hebrew", "katakana", "latin2", "latin3", "latin4", "thai", "xf86", "xkb")

_PRINTED = {
    "Control_L": "Left Ctrl",
    "Control_R": "Right Ctrl",
    "Shift_L": "Left Shift",
    "Shift_R": "Right Shift",
    "Alt_L": "Left Alt",
    "Alt_R": "Right Alt",
    "Meta_L": "Left Meta",
    "Meta_R": "Right Meta",
    "Super_L": "Left Super",
    "Super_R": "Right Super",
    "Hyper_L": "Left Hyper",
    "Hyper_R": "Right Hyper",
    "ISO_Level3_Shift": "AltGr",
    "Mode_switch": "AltGr",
    "Multi_key": "Compose",
    "Escape": CANCEL_KEY,
    "Return": "Enter",
    "KP_Enter": "Keypad Enter",
    "BackSpace": "Backspace",
    "Print": "Print Screen",
    "Prior": "Page Up",
    "Next": "Page Down",
    "KP_Prior": "Keypad Page Up",
    "KP_Next": "Keypad Page Down",
    "space": "Space",
}
"""X's names of keysyms (X11/keysymdef.h) whose key has another name printed on it."""

_SAME_KEY = {"Right Alt": "AltGr", "AltGr": "Right Alt"}
"""One key, named after what the layout makes of it: a setting survives a change of layout."""

_NEVER_PRESSED = {92, 203, 204, 205, 206, 207}
"""Keycodes that xkeyboard-config (keycodes/evdev: LVL3, LVL5 or MDSW, ALT, META, SUPR, HYPR) defines so that a modifier
has a keysym somewhere. Linux knows no key behind them, so a real key with the same symbol is meant instead."""

_NUMBERED = re.compile(r"(?:.*\()?key (\d+)\)?", re.IGNORECASE)


def _human_names() -> dict[int, str]:
    """What keysyms are called, as far as X has a name for them."""
    for group in _GROUPS:
        XK.load_keysym_group(group)
    names: dict[int, str] = {}
    for symbol, keysym in vars(XK).items():
        if symbol.startswith("XK_"):
            names.setdefault(keysym, _spoken(symbol.removeprefix("XK_")))
    names[0xFE11] = "Level 5 Shift"  # XK_ISO_Level5_Shift, younger than python-xlib's table
    return names | {getattr(XK, f"XK_{symbol}"): printed for symbol, printed in _PRINTED.items()}


def _spoken(symbol: str) -> str:
    """`XF86_AudioMute` -> "Audio Mute", `KP_Add` -> "Keypad Add", `Scroll_Lock` -> "Scroll Lock"."""
    if symbol.startswith("XF86_"):
        symbol = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", symbol.removeprefix("XF86_"))
    return re.sub(r"^KP ", "Keypad ", symbol.replace("_", " "))


_HUMAN = _human_names()


def _types(keysym: int) -> bool:
    """Whether it is a character: Latin and other scripts lie below the function keys, Unicode from 0x1000000 up."""
    return 0x20 <= keysym < 0xFD00 or 0x0100_0000 <= keysym <= 0x0110_FFFF


def _name_of(keysym: int) -> str | None:
    if 0x21 <= keysym <= 0xFF:
        return chr(keysym).upper() if keysym != 0xDF else "ß"
    if 0x0100_0000 <= keysym <= 0x0110_FFFF:
        return chr(keysym - 0x0100_0000)
    return _HUMAN.get(keysym)


class Keymap:
    """The keys of one keyboard layout.

    `symbols`: the first keysym of each keycode that has one; `lowest`, `highest`: the server's range of keycodes.
    """

    def __init__(self, symbols: Mapping[int, int], lowest: int, highest: int) -> None:
        self._symbols = dict(symbols)
        self._range = range(lowest, highest + 1)
        self._codes: dict[str, list[int]] = {}
        for code, keysym in self._symbols.items():
            if name := _name_of(keysym):
                self._codes.setdefault(name.casefold(), []).append(code)
        self.modifiers: dict[Modifier, frozenset[int]] = {
            each: frozenset(code for side in ("left", "right") for code in self._of(f"{side} {each.value.casefold()}"))
            for each in Modifier
        }
        """The keycodes that count as each modifier."""

    @classmethod
    def read(cls, display: Any) -> "Keymap":
        """The keymap that the server uses now; `display` is a `Xlib.display.Display`."""
        lowest, highest = display.display.info.min_keycode, display.display.info.max_keycode
        rows = display.get_keyboard_mapping(lowest, highest - lowest + 1)
        first = {code: next((each for each in row if each), 0) for code, row in enumerate(rows, lowest)}
        return cls({code: keysym for code, keysym in first.items() if keysym}, lowest, highest)

    def key(self, code: int) -> Key:
        """The key with that keycode. `find` gives the same key for its name, on this keymap."""
        keysym = self._symbols.get(code, 0)
        name = _name_of(keysym) or "Key"
        if self._find(name) != code:
            name = f"{name} (key {code})" if name != "Key" else f"Key {code}"
        printed = name.partition(" (key")[0]
        return Key(name, code, advice(printed, _types(keysym), swallowed=printed not in MODIFIER_KEYS))

    def find(self, name: str) -> Key:
        """The key of that name; upper and lower case are the same.

        Raises HotkeyUnavailable, naming a key that exists.
        """
        code = self._find(name)
        if code is None:
            raise HotkeyUnavailable(
                f"There is no key {name!r} in this keyboard's layout. "
                f"Choose another one in the settings, for example {self._proposal(name)}."
            )
        return self.key(code)

    def _find(self, name: str) -> int | None:
        if numbered := _NUMBERED.fullmatch(name.strip()):
            code = int(numbered[1])
            return code if code in self._range else None
        names = [name.strip().casefold()]
        names += [other.casefold() for same, other in _SAME_KEY.items() if same.casefold() == names[0]]
        found = [(code in _NEVER_PRESSED, rank, code) for rank, each in enumerate(names) for code in self._of(each)]
        return min(found)[2] if found else None

    def _of(self, name: str) -> list[int]:
        return self._codes.get(name, [])

    def _proposal(self, name: str) -> str:
        close = difflib.get_close_matches(name.casefold(), self._codes, n=1, cutoff=0.8)
        if close:
            return self.key(self._codes[close[0]][0]).name
        return next((each for each in ALTERNATIVES if self._find(each) is not None), DEFAULT_KEY)
