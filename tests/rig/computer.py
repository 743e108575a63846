"""A computer that can be put to sleep and locked: a bus of its own with a logind and screen savers on it."""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection

from rig.desktop import wait_until
from rig.key_stores import bus

SESSION_PATH = "/org/freedesktop/login1/session/_31"
PATH = "/org/freedesktop/login1"
NAME = "org.freedesktop.login1"


class Computer:
    """Answers as logind does (introspected on systemd 252), as far as anybody asks."""

    def __init__(self, address: str, *, locked: bool = False, graphical: bool = True) -> None:
        self.locked = locked
        self.graphical = graphical
        """The user has a graphical session that logind knows."""
        self.asked: list[tuple[Any, ...]] = []
        """What it was asked, each with the arguments."""
        self._waits: list[int] = []
        self._connection: DBusConnection = open_dbus_connection(address, enable_fds=True)
        Proxy(message_bus, self._connection).RequestName(NAME)
        self._stopped = False
        self._thread = threading.Thread(target=self._answer_all, daemon=True)
        self._thread.start()

    @property
    def waits(self) -> bool:
        """Somebody holds it back from sleeping."""
        return any(not select.select([end], [], [], 0)[0] for end in self._waits)

    def fall_asleep(self) -> None:
        self._say(PATH, "Manager", "PrepareForSleep", "b", True)

    def awake(self) -> None:
        self._say(PATH, "Manager", "PrepareForSleep", "b", False)

    def lock(self, locked: bool) -> None:
        """As gnome-shell does: by the hint."""
        self.locked = locked
        changed = (f"{NAME}.Session", {"LockedHint": ("b", locked)}, [])
        source = DBusAddress(SESSION_PATH, interface="org.freedesktop.DBus.Properties")
        self._connection.send(new_signal(source, "PropertiesChanged", "sa{sv}as", changed))

    def ask_to_lock(self, locked: bool) -> None:
        """As `loginctl lock-session` does."""
        self._say(SESSION_PATH, "Session", "Lock" if locked else "Unlock")

    def cover_screen(self, active: bool, desktop: str = "org.gnome") -> None:
        """As the desktops' screen savers say it."""
        source = DBusAddress("/org/gnome/ScreenSaver", interface=f"{desktop}.ScreenSaver")
        self._connection.send(new_signal(source, "ActiveChanged", "b", (active,)))

    def stop(self) -> None:
        """Drop from the bus."""
        self._stopped = True
        self._connection.sock.shutdown(2)
        self._thread.join(10)
        self._connection.close()
        for end in self._waits:
            os.close(end)

    def _say(self, path: str, interface: str, member: str, signature: str | None = None, *values: Any) -> None:
        self._connection.send(new_signal(DBusAddress(path, interface=f"{NAME}.{interface}"), member, signature, values))

    def _answer_all(self) -> None:
        while not self._stopped:
            try:
                message = self._connection.receive()
            except OSError:
                return
            if message.header.message_type is MessageType.method_call and (answer := self._answer(message)):
                self._connection.send(answer)

    def _answer(self, message: Message) -> Message | None:
        asked = (message.header.fields[HeaderFields.member], *message.body)
        self.asked.append(asked)
        match asked:
            case "Inhibit", *_:
                ours, theirs = os.pipe()
                self._waits.append(ours)
                with os.fdopen(theirs, "w") as end:  # the answer holds a copy when it is sent
                    self._connection.send(new_method_return(message, "h", (end,)))
                return None
            case "Get", _, "Display":
                display = ("1", SESSION_PATH) if self.graphical else ("", "/")
                return new_method_return(message, "v", (("(so)", display),))
            case "Get", _, "LockedHint":
                return new_method_return(message, "v", (("b", self.locked),))
            case "GetSessionByPID", _:
                if self.graphical:
                    return new_method_return(message, "o", (SESSION_PATH,))
        return new_error(message, f"{NAME}.NoSessionForPID", "s", ("no such session",))


@contextmanager
def computer(home: Path, *, locked: bool = False, graphical: bool = True) -> Iterator[tuple[Computer, dict[str, str]]]:
    """The computer, and the environment of a program on it."""
    with bus(home) as environment:
        address = environment["DBUS_SESSION_BUS_ADDRESS"]
        machine = Computer(address, locked=locked, graphical=graphical)
        try:
            yield machine, {"DBUS_SYSTEM_BUS_ADDRESS": address, "DBUS_SESSION_BUS_ADDRESS": address}
        finally:
            machine.stop()


def until_waiting(machine: Computer, is_so: bool = True) -> None:
    """Until somebody holds the computer back from sleeping, or nobody does."""
    wait_until(lambda: machine.waits is is_so, what="a delay lock" if is_so else "no delay lock")
