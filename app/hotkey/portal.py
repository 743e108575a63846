"""The hotkey on Wayland: the desktop's GlobalShortcuts portal. Imports the contract, triggers, the portal's session.

The desktop's word is taken as it comes: what its repeats and its early or missing releases mean is the gesture's matter
(`Capabilities`). The user chooses the keys in the desktop's own dialog; ours are proposals.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from jeepney import Message

from app.dbus.bus import Signal, member
from app.dbus.portal import DIALOG_S, NAME, PATH, Kind, Portal, PortalTrouble
from app.dbus.portal_session import PortalSession

from . import portal_triggers
from .backend import Edge, EdgeKind, HotkeyUnavailable, Key, Role, Sink
from .desktops import Desktop

log = logging.getLogger(__name__)

INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
CONFIGURE_SINCE = 2
"""The version of the interface that has ConfigureShortcuts."""

_EDGES = {"Activated": EdgeKind.DOWN, "Deactivated": EdgeKind.UP}


class PortalHotkey:
    """Listens through the portal of `desktop`. `app_id`: what our `.desktop` file is called."""

    def __init__(self, desktop: Desktop, app_id: str) -> None:
        assert desktop.facts
        self.capabilities = desktop.facts
        self._desktop = desktop
        self._app_id = app_id
        self._listening: _Listening | None = None

    def start(self, keys: Mapping[Role, Key], sink: Sink) -> None:
        """Ask for `keys`. The desktop shows its dialog for those that it does not know yet."""
        self.stop()
        self._listening = _Listening(self._desktop, self._app_id, keys, sink)
        self._listening.start()

    def stop(self) -> None:
        """Give the keys back to the other programs."""
        listening, self._listening = self._listening, None
        if listening:
            listening.stop()

    def is_physically_down(self) -> bool | None:
        """Portals do not tell."""
        return None

    def watch_cancel(self, on: bool) -> None:
        """Without effect: what is bound is bound for good."""

    def resolve(self, name: str) -> Key:
        """Any key that has a name; whether the keyboard has it is seen in the desktop's dialog."""
        return portal_triggers.find(name)

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:  # noqa: ARG002 - none ever is
        """No program sees another one's keys here."""
        raise HotkeyUnavailable(
            f"{self._desktop.called} lets no program see keys before they are bound. "
            f"Choose the key {self._desktop.where}."
        )

    def configure(self) -> None:
        """Open the desktop's dialog for the keys, where there is one."""
        if not (self._listening and self._listening.configure()):
            raise HotkeyUnavailable(f"Choose the key {self._desktop.where}.")


class _Listening:
    """One start, up to its stop."""

    def __init__(self, desktop: Desktop, app_id: str, keys: Mapping[Role, Key], sink: Sink) -> None:
        self._desktop = desktop
        self._keys = dict(keys)
        self._sink = sink
        self._session = PortalSession(app_id, self)
        self._lock = threading.Lock()
        self._over = False
        self._handle = ""
        self._version = 0
        self._down: set[Role] = set()

    def start(self) -> None:
        self._session.start()

    def stop(self) -> None:
        with self._lock:  # an edge that is being told is told; none is afterwards
            self._over = True
        self._session.stop()

    def configure(self) -> bool:
        """Whether the desktop has such a dialog, which is opened."""

        def open_dialog(portal: Portal) -> None:
            try:
                portal.call(INTERFACE, "ConfigureShortcuts", "osa{sv}", self._handle, "", {})
            except PortalTrouble as trouble:  # the session is as good as it was
                log.warning("The desktop's dialog for the keys did not open (%s)", trouble)

        return self._version >= CONFIGURE_SINCE and self._session.with_portal(open_dialog)

    # ---------------------------------------------------------------------------------------- on the session's thread

    def open(self, portal: Portal, stack: ExitStack) -> None:
        """Bind the keys."""
        portal.bus.listen(Signal(INTERFACE, path=PATH, sender=NAME), stack)
        handle = portal.create_session(INTERFACE)
        listed = _rows(portal.request(INTERFACE, "ListShortcuts", "oa{sv}", handle))
        wanted = portal_triggers.shortcuts(self._keys)
        if new := {name for name, _ in wanted} - listed.keys():
            log.info("The desktop may ask the user now: for %s", ", ".join(sorted(new)))
        # Also for shortcuts that are known: GNOME listens only to those that this session has bound, and only once in
        # each session (https://github.com/zugaldia/speedofsound/issues/181).
        results = portal.request(INTERFACE, "BindShortcuts", "oa(sa{sv})sa{sv}", handle, wanted, "", seconds=DIALOG_S)
        rows = _rows(results)
        if not rows:
            # KWin 5.27 with portal 1.16: the one drops what the other wants to have at another time.
            raise PortalTrouble(Kind.MISSING, "nothing was bound")
        self._version = portal.version(INTERFACE)
        self._handle = handle
        self._tell_bound(listed | rows)

    def hear(self, message: Message) -> None:
        """An edge, or other keys."""
        match member(message), message.body:
            case ("Activated" | "Deactivated") as kind, (self._handle, str(name), *_):
                if role := _role(name):
                    self._tell_edge(role, _EDGES[kind])
            case "ShortcutsChanged", (self._handle, list(rows)):
                self._tell_bound(dict(rows))

    def closed(self) -> None:
        """The session is gone, and with it every release that is still to come: so it comes now."""
        for role in tuple(self._down):
            self._tell_edge(role, EdgeKind.UP)

    def gave_up(self, trouble: PortalTrouble) -> None:
        """No key will be heard."""
        told = sentence(trouble, self._desktop)
        with self._lock:
            if not self._over:
                self._sink.lost(told)

    def _tell_edge(self, role: Role, kind: EdgeKind) -> None:
        (self._down.add if kind is EdgeKind.DOWN else self._down.discard)(role)
        with self._lock:
            if not self._over:
                self._sink.edge(Edge(role, kind, time.monotonic()))

    def _tell_bound(self, rows: Mapping[str, dict[str, tuple[str, object]]]) -> None:
        bound = portal_triggers.bound(rows.items())
        with self._lock:
            if not self._over:
                self._sink.bound({role: each for role, each in bound.items() if role in self._keys})


def _role(name: str) -> Role | None:
    return next((role for role in Role if role.value == name), None)


def _rows(results: Mapping[str, tuple[str, object]]) -> dict[str, dict[str, tuple[str, object]]]:
    match results.get("shortcuts"):
        case (_, list(rows)):
            return dict(rows)
    return {}


def sentence(trouble: PortalTrouble, desktop: Desktop) -> str:
    """What the user is told when there is no hotkey, and what to do."""
    name = desktop.called
    match trouble.kind:
        case Kind.MISSING:
            return f"{name} does not let programs have keys of their own. {desktop.binding()}"
        case Kind.NAMELESS:
            return (
                f"{name} gives keys only to programs that it has in its menu, and does not find Holdfast there. "
                "Run `holdfast desktop-entry install`, and start Holdfast again."
            )
        case Kind.REFUSED:
            return (
                f"The hotkey was declined in the dialog of {desktop.name}. "
                "To be asked again, save Holdfast's settings, or start it again."
            )
        case Kind.HANGS:
            return (
                f"The portal of {desktop.name} does not answer, so there is no hotkey. Log out and in again, "
                "or run `systemctl --user restart xdg-desktop-portal`, and start Holdfast again."
            )
        case Kind.CLOSED:
            return f"{name} keeps taking the hotkey away. Start Holdfast again; until then use its window."
    return f"{name} could not bind the hotkey ({trouble}). {desktop.binding()}"
