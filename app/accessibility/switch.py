"""Whether the desktop's programs describe themselves, and where: org.a11y.Bus. Imports the connection, `objects`.

The bus is started by whoever asks for its address, and programs of Qt, Firefox and Chromium join it only while
org.a11y.Status.IsEnabled holds (https://gitlab.gnome.org/GNOME/at-spi2-core/-/blob/main/bus/README.md). That switch is
the whole desktop's, and stays as it is for the next session: it is touched only if the user asks for it.
"""

import time

from jeepney import DBusAddress, Properties, new_method_call

from .connection import REPLY_S, Connection, Trouble
from .objects import Asking, Switch

NAME = "org.a11y.Bus"
BUS = DBusAddress("/org/a11y/bus", bus_name=NAME, interface="org.a11y.Bus")
STATUS = DBusAddress("/org/a11y/bus", bus_name=NAME, interface="org.a11y.Status")


def find(session: Connection, asking: Asking) -> Switch:
    """How it stands. With ON, everything is switched on first. Raises `Trouble`."""
    if asking is Asking.OFF or (asking is Asking.AUTO and not session.owned(NAME)):
        return Switch()
    until = time.monotonic() + REPLY_S
    if asking is Asking.ON:
        session.ask([Properties(STATUS).set("IsEnabled", "b", True)], until)
    address, enabled = session.ask([new_method_call(BUS, "GetAddress"), Properties(STATUS).get("IsEnabled")], until)
    match address, enabled:
        case (str(found),), ((_, bool(is_on)),) if found:
            return Switch(found, is_on)
        case (str(found),), _ if found:
            return Switch(found)
    return Switch()


def stands() -> Switch | None:
    """How it stands; None: there is no session bus that says so. Switches nothing on."""
    try:
        session = Connection("SESSION")
    except Trouble:
        return None
    try:
        return find(session, Asking.AUTO)
    except Trouble:
        return None
    finally:
        session.close()
