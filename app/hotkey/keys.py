"""What is said about keys on every desktop: the default, the alternatives, and what a poor choice does.

Pure; imports nothing of ours. A key's name is what is printed on it, in English, with its side where there are two:
"Right Ctrl", "Scroll Lock", "F9". Names are what the settings store.
"""

DEFAULT_KEY = "Right Ctrl"
"""The reasons are in docs/decisions/0003-default-hotkey.md."""

ALTERNATIVES = (DEFAULT_KEY, "Pause", "Scroll Lock", "F9", "Menu", "Right Alt", "F12")
"""What is proposed where a key is missing, best first."""

CANCEL_KEY = "Esc"

PASTE_KEYS = ("Left Shift", "Insert", "Left Ctrl", "V")
"""What Holdfast itself presses to insert a text (`app/insertion/x11_server.py`)."""

MODIFIER_KEYS = frozenset(
    f"{side} {name}"
    for side in ("Left", "Right")
    for name in ("Ctrl", "Shift", "Alt", "Super", "Meta", "Hyper", "Win", "Cmd", "Option")
) | {"AltGr", "Level 5 Shift", "Fn"}
"""They are held to change other keys."""

_SILENT = {DEFAULT_KEY, *(f"F{number}" for number in range(13, 36))}
"""They do nothing when pressed alone, in any program we know of."""

_SHORTCUTS = {
    *("Left Ctrl", "Left Shift", "Right Shift", "Left Alt", "Left Meta", "Right Meta", "Left Hyper", "Right Hyper"),
    *("AltGr", "Compose", "Level 5 Shift", "Left Cmd", "Left Option"),
}
_DESKTOP = {"Left Super", "Right Super", "Left Win", "Right Win"}
_SWITCHES = {"Caps Lock", "Num Lock"}
_EDITING = {"Enter", "Tab", "Backspace", "Delete", "Insert", "Home", "End", "Page Up", "Page Down"}
_ARROWS = {"Left", "Right", "Up", "Down"}


_MODIFIERS = ("Ctrl", "Shift", "Alt", "AltGr", "Super", "Meta", "Hyper", "Win", "Cmd", "Option")


def advice(name: str, types: bool, swallowed: bool = False) -> str:
    """What else a key does, or does no more, while Holdfast listens for it; empty if nothing.

    `types`: it is a key for characters. `swallowed`: it is kept from the focused program.
    """
    instead = f"{DEFAULT_KEY} would be a better choice."
    if name in _SILENT:
        return ""
    if name in _SHORTCUTS:
        return f"{name} is part of ordinary typing: whenever you use it, a dictation starts. {instead}"
    if name in _DESKTOP:
        return f"{name} opens a menu or an overview on many desktops, and is part of their shortcuts. {instead}"
    if name in _SWITCHES:
        return f"{name} still switches what your keyboard types, with each press. {instead}"
    works = types or name in _EDITING or name in _ARROWS or name.startswith("Keypad ")
    if swallowed:
        if works:
            return f"As long as Holdfast runs, {name} does nothing else any more, in any program. {instead}"
        return f"As long as Holdfast runs, no other program gets {name}." if _is_used(name) else ""
    if works:
        return f"{name} also works in the focused program, again and again while it is held. {instead}"
    if name == "Right Alt":
        return f"{name} is also seen by the focused program, and may open its menu bar. {instead}"
    if name == "Menu":
        return f"{name} also opens the context menu of the focused program. {instead}"
    if name[0] == "F" and name[1:].isdigit():
        return f"{name} is also seen by the focused program: a terminal types a code for it. {instead}"
    return f"{name} is also seen by the focused program."


def _is_used(name: str) -> bool:
    """Whether programs do something with it."""
    return name not in ("Pause", "Scroll Lock")
