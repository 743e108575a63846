"""Which inserter fits this desktop. Imports the inserters."""

import sys
from collections.abc import Callable, Mapping

from PySide6.QtGui import QGuiApplication

from .copy_only import CopyOnlyInserter
from .inserter import Inserter, TellHeld
from .rules import Policy


def choose_inserter(
    environment: Mapping[str, str], tell_held: TellHeld, policy: Callable[[], Policy] = Policy
) -> Inserter:
    """The best inserter for the running QGuiApplication. `environment` tells X11 from Wayland; `policy`: what the user
    wants, whenever it is asked."""
    clipboard = QGuiApplication.clipboard()
    if sys.platform in ("win32", "darwin"):
        from .system_choice import system_inserter

        return system_inserter(clipboard, tell_held, policy)
    if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
        from .wayland_choice import gnome_inserter, wayland_inserter

        found = wayland_inserter(environment, tell_held, policy)
        # Elsewhere than on GNOME Qt's clipboard is no good, also on XWayland: it is handed on for focused windows only.
        found = found or gnome_inserter(environment, tell_held, policy, clipboard)
        return found or CopyOnlyInserter(clipboard, needs_focus=True)
    if QGuiApplication.platformName() == "xcb":
        from .x11 import X11PasteInserter
        from .x11_server import Server, ServerError

        try:
            return X11PasteInserter(clipboard, Server(environment.get("DISPLAY")), tell_held, policy)
        except ServerError:
            return CopyOnlyInserter(clipboard)
    return CopyOnlyInserter(clipboard)
