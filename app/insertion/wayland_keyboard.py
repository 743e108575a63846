"""A keyboard of our own on wlroots' compositors, for the paste chord. Imports `messages`, the connection.

virtual-keyboard lets a program add a keyboard to the seat: each keyboard has its own modifiers, so a key that the user
holds on another one does not spoil the chord. It brings its own layout: the whole US one, with the key codes of evdev,
so that V is V under every layout. wtype sends a layout with nothing but the keys that it types, and GTK 3 then lost
the chord (measured with sway 1.7).
"""

import os
import sys
import time

from .messages import Chord
from .wayland_connection import Connection
from .wayland_wire import KEYBOARD, KEYBOARD_MANAGER, SEAT

_LAYOUT = b"""xkb_keymap {
xkb_keycodes { include "evdev+aliases(qwerty)" };
xkb_types { include "complete" };
xkb_compat { include "complete" };
xkb_symbols { include "pc+us+inet(evdev)" };
};\0"""
"""The compositor resolves the includes."""
_XKB_V1 = 1
_SHIFT, _CTRL = (42, 1), (29, 4)
"""Code, and bit in the mask of modifiers."""
_INSERT, _V = 110, 47
_KEYS = {
    Chord.SHIFT_INSERT: ((_SHIFT,), _INSERT),
    Chord.CTRL_V: ((_CTRL,), _V),
    Chord.CTRL_SHIFT_V: ((_CTRL, _SHIFT), _V),
}
"""Codes of linux/input-event-codes.h: KEY_LEFTSHIFT, KEY_LEFTCTRL, KEY_INSERT, KEY_V."""


class VirtualKeyboard:
    """Presses chords. LookupError if the compositor does not let us."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        manager, seat = connection.bind(KEYBOARD_MANAGER, 1), connection.bind(SEAT, 1)
        if manager is None or seat is None:
            raise LookupError("virtual-keyboard")
        self._keyboard = connection.create(KEYBOARD)
        connection.send(manager, "create_virtual_keyboard", seat, self._keyboard)
        if sys.platform != "linux":
            raise NotImplementedError
        layout = os.memfd_create("holdfast-layout", os.MFD_CLOEXEC)
        try:
            os.write(layout, _LAYOUT)
            connection.send(self._keyboard, "keymap", _XKB_V1, layout, len(_LAYOUT))
        finally:
            os.close(layout)
        connection.round_trip()  # a refusal is told by now

    def send(self, chord: Chord) -> None:
        """Press the chord and let go of it. WaylandError if the compositor is gone."""
        modifiers, key = _KEYS[chord]
        for modifier, _ in modifiers:
            self.key(modifier, True)
        self._connection.send(self._keyboard, "modifiers", sum(mask for _, mask in modifiers), 0, 0, 0)
        self.key(key, True)
        self.key(key, False)
        for modifier, _ in reversed(modifiers):
            self.key(modifier, False)
        self._connection.send(self._keyboard, "modifiers", 0, 0, 0, 0)

    def key(self, code: int, down: bool) -> None:
        """Press or release one key (evdev code). A modifier has to be told besides."""
        milliseconds = time.monotonic_ns() // 1_000_000 & 0xFFFFFFFF
        self._connection.send(self._keyboard, "key", milliseconds, code, int(down))
