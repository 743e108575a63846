"""One question to the desktop's portal, on a connection of its own, in the caller's thread. Imports the portal."""

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from jeepney.io.blocking import open_dbus_connection

from .bus import Bus, Trouble
from .portal import Kind, Portal, PortalTrouble

Answer = TypeVar("Answer")


def ask(app_id: str, question: Callable[[Portal], Answer]) -> Answer:
    """What `question` finds out, as the app of that id. Raises PortalTrouble. May take half a minute, and more."""
    try:
        with ExitStack() as stack:
            connection = stack.enter_context(open_dbus_connection("SESSION", enable_fds=True))
            portal = Portal(Bus(connection, deque()), app_id)
            portal.listen(stack)
            portal.register()
            return question(portal)
    except (*Trouble, KeyError, ValueError, RuntimeError) as error:  # the last three are jeepney's, of addresses
        raise PortalTrouble(Kind.MISSING, f"no session bus ({type(error).__name__})") from error
