"""Sleep and lock as systemd-logind tells them (https://systemd.io/INHIBITOR_LOCKS, org.freedesktop.login1(5)).
Imports the bus and the events.

A delay lock makes the computer wait before it suspends, up to InhibitDelayMaxSec (5 s by default): time enough for the
last words to be finalized and inserted.
"""

import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack

from jeepney import DBusAddress, Message
from jeepney.fds import FileDescriptor

from app.dbus.bus import Bus, BusListener, Signal, Trouble, member

from .events import MachineEvent

log = logging.getLogger(__name__)

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER = DBusAddress(PATH, bus_name=NAME, interface=f"{NAME}.Manager")
SESSION = f"{NAME}.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"


class Logind:
    """`report` is called on a thread of its own."""

    def __init__(self, report: Callable[[MachineEvent], None]) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._inhibitor: FileDescriptor | None = None
        sleep = Signal(f"{NAME}.Manager", "PrepareForSleep", PATH, sender=NAME)
        self._listener = BusListener("SYSTEM", [sleep], self._connected, self._hear)

    def start(self) -> None:
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()
        self.ready_to_sleep()

    def ready_to_sleep(self) -> None:
        """Let the computer go. May be called from any thread, at any time."""
        with self._lock:
            inhibitor, self._inhibitor = self._inhibitor, None
        if inhibitor:
            inhibitor.close()

    def _connected(self, bus: Bus, stack: ExitStack) -> None:
        stack.callback(self.ready_to_sleep)
        self._inhibit(bus)
        if session := _session(bus):
            for interface in (SESSION, PROPERTIES):
                bus.listen(Signal(interface, path=session, sender=NAME), stack)
            address = DBusAddress(session, bus_name=NAME, interface=SESSION)
            if bus.property(address, "LockedHint"):
                self._report(MachineEvent.LOCKED)

    def _hear(self, bus: Bus, message: Message) -> None:
        match member(message), message.body:
            case "PrepareForSleep", (True,):
                self._report(MachineEvent.FALLS_ASLEEP)
            case "PrepareForSleep", (False,):
                self._report(MachineEvent.AWOKE)
                self._inhibit(bus)
            case "Lock", ():
                self._report(MachineEvent.LOCKED)
            case "Unlock", ():
                self._report(MachineEvent.UNLOCKED)
            case "PropertiesChanged", (_, {"LockedHint": (_, locked)}, *_):
                self._report(MachineEvent.LOCKED if locked else MachineEvent.UNLOCKED)

    def _inhibit(self, bus: Bus) -> None:
        self.ready_to_sleep()
        try:
            (inhibitor,) = bus.call(
                MANAGER, "Inhibit", "ssss", "sleep", "Holdfast", "The last words are still on their way", "delay"
            )
        except Trouble as error:
            log.info("The computer will not wait for the last words before it sleeps (%s)", type(error).__name__)
            return
        with self._lock:
            self._inhibitor = inhibitor


def _session(bus: Bus) -> str | None:
    """The path of the user's graphical session, or of the one that this process belongs to."""
    if sys.platform == "win32":
        return None  # never asked there; for the type checker, which looks at every system
    try:
        user = DBusAddress(f"{PATH}/user/_{os.getuid()}", bus_name=NAME, interface=f"{NAME}.User")
        path = bus.property(user, "Display")[1]
        if path != "/":
            return str(path)
        return str(bus.call(MANAGER, "GetSessionByPID", "u", 0)[0])
    except Trouble as error:
        log.info("No session of ours is known to logind (%s)", type(error).__name__)
        return None
