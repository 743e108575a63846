"""From presses and releases to the key that the user wants: a key, a chord, or a modifier alone. Imports the contract.

A modifier is chosen when it comes up again without any other key: until then it may be the beginning of a chord.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from . import chord
from .backend import Key, Modifier, Shape


class Keyboard(Protocol):
    """The keys that can be chosen: a keymap of X11, or a key table."""

    @property
    def modifiers(self) -> Mapping[Modifier, frozenset[int]]:
        """The keys that count as each modifier."""

    def key(self, code: int) -> Key:
        """The key with that number."""


class Capture:
    """Hears every key of a keyboard. `found` is told each that was chosen."""

    def __init__(self, keymap: Keyboard, found: Callable[[Key], None]) -> None:
        self._keymap = keymap
        self._found = found
        self._down: set[int] = set()
        self._alone: int | None = None
        """The modifier that went down last, as long as nothing else did."""

    def hear(self, code: int, down: bool, _at: float) -> None:
        """A key moved."""
        key = self._keymap.key(code)
        if not down:
            self._down.discard(code)
            if self._alone == code:
                self._found(key)
            self._alone = None if self._alone == code else self._alone
        elif key.shape is Shape.MODIFIER:
            self._down.add(code)
            self._alone = code
        else:
            self._alone = None
            self._found(self._with_modifiers(key))

    def remap(self, keymap: Keyboard) -> None:
        """The layout changed."""
        self._keymap = keymap

    def _with_modifiers(self, key: Key) -> Key:
        held = frozenset(each for each in Modifier if self._keymap.modifiers[each] & self._down)
        if not held:
            return key
        return Key(chord.join(held, key.name), key.code, modifiers=held)
