"""Chords as text: "Ctrl+Shift+D". Pure; imports the contract."""

from collections.abc import Iterable

from .backend import Modifier

_OTHER_NAMES = {
    "control": Modifier.CTRL,
    "win": Modifier.SUPER,
    "windows": Modifier.SUPER,
    "meta": Modifier.SUPER,
    "cmd": Modifier.SUPER,
    "command": Modifier.SUPER,
    "option": Modifier.ALT,
}
_BY_NAME = {each.value.lower(): each for each in Modifier} | _OTHER_NAMES


def split(name: str) -> tuple[frozenset[Modifier], str]:
    """The modifiers in front, and the name of the key itself: "Ctrl+Shift+D" -> {CTRL, SHIFT}, "D".

    The names of modifiers on other desktops are understood, in upper or lower case. What is no modifier belongs to the
    key: "Hyper+D" is a key of that name, which no keyboard has.
    """
    modifiers: set[Modifier] = set()
    rest = name.strip()
    while True:
        first, plus, behind = rest.partition("+")
        modifier = _BY_NAME.get(first.strip().lower())
        if not plus or not behind.strip() or modifier is None:
            return frozenset(modifiers), rest
        modifiers.add(modifier)
        rest = behind.strip()


def join(modifiers: Iterable[Modifier], key: str) -> str:
    """How a chord is written: the modifiers in their usual order, then the key."""
    held = frozenset(modifiers)
    return "+".join([*(each.value for each in Modifier if each in held), key])
