"""Keys as the GlobalShortcuts portal writes them, and back. Pure; imports the contract, and chords.

A trigger is modifiers and one xkbcommon keysym, joined by "+": "CTRL+ALT+space"
(https://specifications.freedesktop.org/shortcuts/latest).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from . import chord
from .backend import Bound, HotkeyUnavailable, Key, Modifier, Role

_MODIFIERS = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.SUPER: "LOGO"}

_NAMED = {
    "AltGr": "ISO_Level3_Shift",
    "Backspace": "BackSpace",
    "Caps Lock": "Caps_Lock",
    "Compose": "Multi_key",
    "Delete": "Delete",
    "Down": "Down",
    "End": "End",
    "Enter": "Return",
    "Esc": "Escape",
    "Home": "Home",
    "Insert": "Insert",
    "Keypad Add": "KP_Add",
    "Keypad Enter": "KP_Enter",
    "Keypad Subtract": "KP_Subtract",
    "Keypad Multiply": "KP_Multiply",
    "Keypad Divide": "KP_Divide",
    "Left": "Left",
    "Left Alt": "Alt_L",
    "Left Ctrl": "Control_L",
    "Left Shift": "Shift_L",
    "Left Super": "Super_L",
    "Menu": "Menu",
    "Num Lock": "Num_Lock",
    "Page Down": "Next",
    "Page Up": "Prior",
    "Pause": "Pause",
    "Print Screen": "Print",
    "Right": "Right",
    "Right Alt": "Alt_R",
    "Right Ctrl": "Control_R",
    "Right Shift": "Shift_R",
    "Right Super": "Super_R",
    "Scroll Lock": "Scroll_Lock",
    "Space": "space",
    "Tab": "Tab",
    "Up": "Up",
}
_BY_NAME = {name.casefold(): (name, keysym) for name, keysym in _NAMED.items()}
_FUNCTION = re.compile(r"F([1-9]|[12][0-9]|3[0-5])", re.IGNORECASE)

DESCRIPTIONS = {
    Role.TALK: "Hold to talk",
    Role.HANDS_FREE: "Begin or end hands-free dictation",
    Role.CANCEL: "Cancel the dictation",
    Role.INSERT_AGAIN: "Insert the last text again",
}
"""What the desktop's dialog says of each."""


def find(name: str) -> Key:
    """The key or chord of that name. Any that xkbcommon knows may be meant; whether the keyboard has it, nobody tells.

    Raises HotkeyUnavailable.
    """
    modifiers, last = chord.split(name)
    printed, _ = _keysym(last)
    return Key(chord.join(modifiers, printed), 0, modifiers=modifiers)


def trigger(key: Key) -> str:
    """How the portal writes it. Raises HotkeyUnavailable for what `find` would not give."""
    modifiers, last = chord.split(key.name)
    return "+".join([*(written for each, written in _MODIFIERS.items() if each in modifiers), _keysym(last)[1]])


def shortcuts(keys: Mapping[Role, Key]) -> list[tuple[str, dict[str, tuple[str, str]]]]:
    """What BindShortcuts is asked for (D-Bus: a(sa{sv})), in the order of the roles."""
    return [
        (role.value, {"description": ("s", DESCRIPTIONS[role]), "preferred_trigger": ("s", trigger(keys[role]))})
        for role in Role
        if role in keys
    ]


def bound(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[Role, Bound]:
    """What the portal says is bound (a(sa{sv})). Shortcuts that are not ours, or of no role any more, are left out.

    A shortcut without keys has an empty description, or none; KWin and Hyprland have none for some that work, too
    (https://github.com/hyprwm/xdg-desktop-portal-hyprland/issues/312).
    """
    roles = {role.value: role for role in Role}
    found = {}
    for name, values in rows:
        if role := roles.get(name):
            match values.get("trigger_description"):
                case (_, str(described)):
                    found[role] = Bound(_tidy(described), swallowed=True)
                case _:
                    found[role] = Bound("", swallowed=True)
    return found


def _tidy(described: str) -> str:
    """GNOME says "Press <Control><Alt>e" or "Press F9"; what is shown is the key."""
    words = described.strip().removeprefix("Press ").strip()
    return re.sub(r"<(\w+)>", lambda found: {"Control": "Ctrl"}.get(found[1], found[1]) + "+", words)


def _keysym(name: str) -> tuple[str, str]:
    """What is printed on the key, and what xkbcommon calls it."""
    name = name.strip()
    if known := _BY_NAME.get(name.casefold()):
        return known
    if _FUNCTION.fullmatch(name):
        return name.upper(), name.upper()
    if len(name) == 1 and name.isascii() and name.isalnum():
        return name.upper(), name.lower()
    if len(name) == 1 and name.isprintable():
        return name, f"U{ord(name):04X}"
    raise HotkeyUnavailable(
        f"No desktop has a key that is called {name!r}. Choose another one in the settings, for example F9."
    )
