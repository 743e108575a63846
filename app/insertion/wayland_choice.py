"""Which of Wayland's ways into other programs this compositor has. Imports all inserters for it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtGui import QClipboard, QGuiApplication

from app.desktop_entry import APP_ID
from app.folders import folders

from .inserter import Inserter, TellHeld
from .kwin_focus import KWinFocus
from .remote_desktop import RemoteKeyboard
from .rules import Policy
from .wayland import WaylandInserter
from .wayland_chords import ChordSender, KeyboardChords
from .wayland_connection import Connection, WaylandError
from .wayland_focus import Focus, HyprlandFocus, SwayFocus, ToplevelFocus, UnknownFocus
from .wayland_keyboard import VirtualKeyboard
from .wayland_portal_chords import PortalChords
from .x11_server import Server, ServerError
from .xwayland import XWaylandInserter

log = logging.getLogger(__name__)


def wayland_inserter(
    environment: Mapping[str, str], tell_held: TellHeld, policy: Callable[[], Policy]
) -> Inserter | None:
    """The best inserter for this compositor; None if it lets nobody in the background use the clipboard."""
    try:
        connection = Connection(environment)
    except WaylandError as error:
        log.warning("%s", error)
        return None
    try:
        chords = _chords(connection, environment)
        return WaylandInserter(connection, _focus(connection, environment), chords, tell_held, policy)
    except (LookupError, WaylandError) as error:
        log.info("No inserting over the Wayland compositor itself: %s", error)
        connection.close()
        return None


def gnome_inserter(
    environment: Mapping[str, str], tell_held: TellHeld, policy: Callable[[], Policy], clipboard: QClipboard
) -> Inserter | None:
    """The one for GNOME, if this is GNOME and Qt is on its XWayland."""
    if "GNOME" not in desktops(environment) or QGuiApplication.platformName() != "xcb":
        return None
    try:
        server = Server(environment.get("DISPLAY"))
    except ServerError as error:
        log.warning("%s", error)
        return None
    return XWaylandInserter(clipboard, server, _portal_chords(environment), tell_held, policy)


def _focus(connection: Connection, environment: Mapping[str, str]) -> Focus:
    if path := environment.get("SWAYSOCK"):
        return SwayFocus(path)
    if signature := environment.get("HYPRLAND_INSTANCE_SIGNATURE"):
        folder = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere")) / "hypr" / signature
        return HyprlandFocus(str(folder / ".socket.sock"))
    with suppress(LookupError):
        return ToplevelFocus(connection)
    return KWinFocus(environment) if "KDE" in desktops(environment) else UnknownFocus()


def desktops(environment: Mapping[str, str]) -> list[str]:
    """What the desktop calls itself."""
    return environment.get("XDG_CURRENT_DESKTOP", "").split(":")


def _chords(connection: Connection, environment: Mapping[str, str]) -> ChordSender:
    with suppress(LookupError):
        return KeyboardChords(VirtualKeyboard(connection))
    return _portal_chords(environment)


def _portal_chords(environment: Mapping[str, str]) -> ChordSender:
    leave = folders(environment).keyboard_leave
    return PortalChords(RemoteKeyboard(APP_ID, leave), leave)
