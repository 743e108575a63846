"""The hotkey on X11. Imports the contract, the raw listener and the keymap.

Nothing is swallowed: the focused program sees the key as well. Auto-repeat does not reach raw events (measured: one
press and one release for a hold of any length).
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from .backend import Capabilities, Edge, EdgeKind, HotkeyUnavailable, Key
from .keys import CANCEL_KEY, DEFAULT_KEY, PASTE_KEYS
from .x11_keymap import Keymap
from .x11_raw import SERVER_GONE, RawKeyListener, close, connect

log = logging.getLogger(__name__)

LOST = (
    "The connection to the X server was lost, and the hotkey with it. "
    "Start Holdfast again when the desktop is back; what you have said is kept."
)


class X11Hotkey:
    """Listens for one key on one X display. `display`: its name, None for the one that DISPLAY names."""

    capabilities = Capabilities(name="X11", can_hold=True, swallows=False, knows_state=True, repeats=False)

    def __init__(self, display: str | None = None) -> None:
        self._display_name = display
        self._key = Key("", 0)
        self._cancel_code: int | None = None
        self._watching_cancel = False
        self._sink: Callable[[Edge], None]
        self._listener: RawKeyListener | None = None
        self._query: Any = None
        self._query_lock = threading.Lock()

    def start(self, key: Key, sink: Callable[[Edge], None], lost: Callable[[str], None]) -> None:
        """Listen for `key`, in place of any other."""
        self.stop()
        self._sink = sink
        self._query = connect(self._display_name)
        try:
            self._key = key
            self._cancel_code = _cancel_code(Keymap.read(self._query))
            self._listener = RawKeyListener(self._display_name, self._hear, self._remap, lambda: lost(LOST))
        except HotkeyUnavailable:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop listening. No edge is reported any more once this returned."""
        if self._listener:
            self._listener.close()
            self._listener = None
        with self._query_lock:
            if self._query:
                close(self._query)
                self._query = None

    def is_physically_down(self) -> bool | None:
        """Whether the key is down right now; None while nothing is listened for, or if the server is gone."""
        with self._query_lock:
            if self._query is None:
                return None
            try:
                pressed = self._query.query_keymap()
                # Every client is told of keymap changes; unread they would pile up here.
                for _ in range(self._query.pending_events()):
                    self._query.next_event()
            except SERVER_GONE:
                return None
        code = self._key.code
        return bool(pressed[code // 8] & 1 << code % 8)

    def watch_cancel(self, on: bool) -> None:
        """Report Esc while on."""
        self._watching_cancel = on

    def resolve(self, name: str) -> Key:
        """The key of that name in the layout in use."""
        display = connect(self._display_name)
        try:
            key = Keymap.read(display).find(name)
        finally:
            close(display)
        if key.name == CANCEL_KEY:
            raise HotkeyUnavailable(
                f"{CANCEL_KEY} cancels a dictation, so it cannot start one. "
                f"Choose another key in the settings, for example {DEFAULT_KEY}."
            )
        if key.name in PASTE_KEYS:
            raise HotkeyUnavailable(
                f"Holdfast itself presses {key.name} to insert a text, so it cannot start a dictation. "
                f"Choose another key in the settings, for example {DEFAULT_KEY}."
            )
        return key

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down, also the one that is listened for, which does its work meanwhile."""
        display = connect(self._display_name)
        keymap = Keymap.read(display)
        close(display)

        def hear(code: int, down: bool, _at: float) -> None:
            if down:
                found(keymap.key(code))

        def remap(new: Keymap) -> None:
            nonlocal keymap
            keymap = new

        return RawKeyListener(
            self._display_name, hear, remap, lambda: log.warning("The X server ended while a key was being chosen.")
        ).close

    def _hear(self, code: int, down: bool, at: float) -> None:
        if code == self._key.code:
            self._sink(Edge(EdgeKind.DOWN if down else EdgeKind.UP, at))
        elif down and self._watching_cancel and code == self._cancel_code:
            self._sink(Edge(EdgeKind.CANCEL, at))

    def _remap(self, keymap: Keymap) -> None:
        self._cancel_code = _cancel_code(keymap)
        try:
            self._key = keymap.find(self._key.name)
        except HotkeyUnavailable:
            # A tool that changes a layout takes keys away before it gives them back. Until then the key stays where
            # it was, and so it does if it never comes back: it is the key that the user's finger knows.
            log.info("%s is not in the new keyboard layout; its place on the keyboard still works.", self._key.name)


def _cancel_code(keymap: Keymap) -> int | None:
    try:
        return keymap.find(CANCEL_KEY).code
    except HotkeyUnavailable:
        return None
