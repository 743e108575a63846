"""Hands on a keyboard of GNOME: a session with Mutter's own remote desktop. The same lines as wayland_hands.py."""

import json
import os
import sys

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import unwrap_msg

NAME = "org.gnome.Mutter.RemoteDesktop"
bus = open_dbus_connection(os.environ["DBUS_SESSION_BUS_ADDRESS"])


def call(path: str, interface: str, method: str, signature: str | None = None, *values: object) -> tuple[object, ...]:
    address = DBusAddress(path, NAME, interface)
    return unwrap_msg(bus.send_and_get_reply(new_method_call(address, method, signature, values), timeout=20))


(session,) = call("/org/gnome/Mutter/RemoteDesktop", NAME, "CreateSession")
call(str(session), f"{NAME}.Session", "Start")
print("ready", flush=True)
for line in sys.stdin:
    what, code = json.loads(line)
    call(str(session), f"{NAME}.Session", "NotifyKeyboardKeycode", "ub", code, what == "down")
    print(line, end="", flush=True)
