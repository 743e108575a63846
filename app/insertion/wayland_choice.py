"""Which of Wayland's ways into other programs this compositor has. Imports everything of Wayland's."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

from app.desktop_entry import APP_ID
from app.folders import folders

from .inserter import Inserter, TellHeld
from .remote_desktop import RemoteKeyboard
from .rules import Policy
from .wayland import WaylandInserter
from .wayland_chords import ChordSender, KeyboardChords
from .wayland_connection import Connection, WaylandError
from .wayland_focus import find_focus
from .wayland_keyboard import VirtualKeyboard
from .wayland_portal_chords import PortalChords

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
        return WaylandInserter(connection, find_focus(connection, environment), chords, tell_held, policy)
    except (LookupError, WaylandError) as error:
        log.info("No inserting over the Wayland compositor itself: %s", error)
        connection.close()
        return None


def _chords(connection: Connection, environment: Mapping[str, str]) -> ChordSender:
    with suppress(LookupError):
        return KeyboardChords(VirtualKeyboard(connection))
    return PortalChords(RemoteKeyboard(APP_ID, folders(environment).keyboard_leave))
