"""Keys that are kept from the focused program: passive grabs on an X server. Imports the contract, the keymap, and
python-xlib.

Grabs only swallow. What is pressed and released is told by raw events, which come whether a key is grabbed or not, and
without the fake releases that auto-repeat gives to whoever grabs. A grab of ours ends with the connection, so a crash
leaves nobody without a key.
"""

from typing import Any

from Xlib import XK, X
from Xlib.error import BadAccess, CatchError

from .backend import Key, Modifier
from .x11_keymap import Keymap

XK.load_keysym_group("miscellany")


class Grabs:
    """The keys grabbed on one connection. Whoever calls sees to it that nobody else uses the connection meanwhile."""

    def __init__(self, display: Any, keymap: Keymap) -> None:
        self._display = display
        self._root = display.screen().root
        rows = [set(codes) - {0} for codes in display.get_modifier_mapping()]
        self._masks = {each: _bit(rows, codes) for each, codes in keymap.modifiers.items()}
        self._masks |= {Modifier.CTRL: X.ControlMask, Modifier.SHIFT: X.ShiftMask}
        self._num_lock = _bit(rows, {code for code, _ in display.keysym_to_keycodes(XK.XK_Num_Lock)})
        self._taken: dict[tuple[int, int], None] = {}

    def take(self, key: Key) -> bool:
        """Keep the key from everybody else; whether that is possible, or another program has it."""
        wanted = self._combinations(key)
        refused = CatchError(BadAccess)
        for code, mask in wanted:
            self._root.grab_key(code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()
        if refused.get_error():
            self._ungrab(wanted)
            return False
        self._taken.update(dict.fromkeys(wanted))
        return True

    def give_back_all(self) -> None:
        """Let everybody have every key again."""
        self._ungrab(list(self._taken))
        self._taken.clear()

    def give_back(self, key: Key) -> None:
        """Let everybody have the key again. One that is down now stays ours until it is up."""
        wanted = [each for each in self._combinations(key) if each in self._taken]
        self._ungrab(wanted)
        for each in wanted:
            del self._taken[each]

    def lift(self) -> None:
        """Let everybody have all keys, for a moment, also while one of ours is down; `lower` ends it."""
        self._ungrab(list(self._taken))
        self._display.ungrab_keyboard(X.CurrentTime)
        self._display.sync()

    def lower(self) -> None:
        """Have again what was ours."""
        refused = CatchError(BadAccess)
        for code, mask in self._taken:
            self._root.grab_key(code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self._display.sync()

    def _ungrab(self, combinations: list[tuple[int, int]]) -> None:
        for code, mask in combinations:
            self._root.ungrab_key(code, mask)
        self._display.sync()

    def _combinations(self, key: Key) -> list[tuple[int, int]]:
        """Keycode and modifiers, with Caps Lock and Num Lock on and off. With other modifiers it is another key."""
        held = 0
        for each in key.modifiers:
            held |= self._masks[each]
        locks = {0, X.LockMask, self._num_lock, X.LockMask | self._num_lock}
        return [(key.code, held | lock) for lock in sorted(locks)]


def _bit(rows: list[set[int]], codes: frozenset[int] | set[int]) -> int:
    """The bit of the first modifier that has one of these keys; 0: none has."""
    return next((1 << place for place, row in enumerate(rows) if row & codes), 0)
