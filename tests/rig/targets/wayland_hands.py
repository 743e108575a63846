"""Hands on a keyboard of a wlroots compositor. Reads lines of JSON, ["down" | "up", evdev code], and says each back."""

import json
import sys

from app.insertion.wayland_connection import Connection
from app.insertion.wayland_keyboard import VirtualKeyboard

connection = Connection()
keyboard = VirtualKeyboard(connection)
print("ready", flush=True)
for line in sys.stdin:
    what, code = json.loads(line)
    keyboard.key(code, what == "down")
    connection.round_trip()
    print(line, end="", flush=True)
