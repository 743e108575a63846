"""The lock as the desktops' screen savers tell it, where logind does not. Imports the bus and the events.

Each desktop has a name of its own for the same signal: ActiveChanged(bool).
"""

from collections.abc import Callable

from jeepney import Message

from app.dbus.bus import Bus, BusListener, Signal

from .events import MachineEvent

INTERFACES = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)


class ScreenSaver:
    """`report` is called on a thread of its own."""

    def __init__(self, report: Callable[[MachineEvent], None]) -> None:
        self._report = report
        signals = [Signal(interface, "ActiveChanged") for interface in INTERFACES]
        self._listener = BusListener("SESSION", signals, lambda *_: None, self._hear)

    def start(self) -> None:
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()

    def _hear(self, _bus: Bus, message: Message) -> None:
        match message.body:
            case (bool(active),):
                self._report(MachineEvent.LOCKED if active else MachineEvent.UNLOCKED)
