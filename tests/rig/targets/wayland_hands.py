"""Hands on the keyboard of a Wayland compositor, wlroots' or KWin's. Reads lines of JSON, ["down" | "up", evdev code],
and says each back.
"""

import json
import sys
from collections.abc import Callable

from app.insertion.wayland_connection import Connection
from app.insertion.wayland_keyboard import VirtualKeyboard
from app.insertion.wayland_wire import Interface

FAKE_INPUT = Interface(
    "org_kde_kwin_fake_input",
    (
        ("authenticate", "ss"),
        ("pointer_motion", "ii"),
        ("button", "uu"),
        ("axis", "ui"),
        ("touch_down", "uii"),
        ("touch_motion", "uii"),
        ("touch_up", "u"),
        ("touch_cancel", ""),
        ("touch_frame", ""),
        ("pointer_motion_absolute", "ii"),
        ("keyboard_key", "uu"),
    ),
)
"""https://wayland.app/protocols/kde-fake-input; the fixed-point numbers of a pointer are not used here."""


def keyboard(connection: Connection) -> Callable[[int, bool], None]:
    if (fake := connection.bind(FAKE_INPUT, 4)) is None:
        return VirtualKeyboard(connection).key
    connection.send(fake, "authenticate", "Holdfast's tests", "to press keys")
    return lambda code, down: connection.send(fake, "keyboard_key", code, int(down))


connection = Connection()
press = keyboard(connection)
print("ready", flush=True)
for line in sys.stdin:
    what, code = json.loads(line)
    press(code, what == "down")
    connection.round_trip()
    print(line, end="", flush=True)
