"""Which inserter fits this desktop. Imports the inserters."""

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from PySide6.QtGui import QGuiApplication

from .copy_only import CopyOnlyInserter
from .hands import Hands, NoHands
from .inserter import Inserter, MakeWay, TellHeld, no_way
from .rules import Policy


def choose_inserter(
    environment: Mapping[str, str],
    tell_held: TellHeld,
    policy: Callable[[], Policy] = Policy,
    make_way: MakeWay = no_way,
) -> Inserter:
    """The best inserter for the running QGuiApplication. `environment` tells X11 from Wayland; `policy`: what the user
    wants, whenever it is asked; `make_way`: has our own hotkey let others have the keyboard, also while it is down."""
    clipboard = QGuiApplication.clipboard()
    if sys.platform in ("win32", "darwin"):
        from .system_choice import system_inserter

        return system_inserter(clipboard, tell_held, policy)
    if on_wayland(environment):
        from .wayland_choice import gnome_inserter, wayland_inserter

        found = wayland_inserter(environment, tell_held, policy)
        # Elsewhere than on GNOME Qt's clipboard is no good, also on XWayland: it is handed on for focused windows only.
        found = found or gnome_inserter(environment, tell_held, policy, clipboard)
        return found or CopyOnlyInserter(clipboard, needs_focus=True)
    if QGuiApplication.platformName() == "xcb":
        from .x11 import X11PasteInserter
        from .x11_server import Server, ServerError

        try:
            return X11PasteInserter(clipboard, Server(environment.get("DISPLAY"), make_way), tell_held, policy)
        except ServerError:
            return CopyOnlyInserter(clipboard)
    return CopyOnlyInserter(clipboard)


def choose_hands(environment: Mapping[str, str], hotkeys: Callable[[], Iterable[str]]) -> Hands:
    """What this desktop tells about the window in front and the user's hands. `hotkeys`: the names of
    the keys in use."""
    if QGuiApplication.platformName() == "xcb" and not on_wayland(environment):
        from .x11_hands import X11Hands
        from .x11_server import ServerError

        with suppress(ServerError):
            return X11Hands(environment.get("DISPLAY"), hotkeys)
    return NoHands()


def on_wayland(environment: Mapping[str, str]) -> bool:
    """Whether the desktop is one of Wayland, also for Qt on XWayland."""
    return bool(environment.get("WAYLAND_DISPLAY")) or environment.get("XDG_SESSION_TYPE") == "wayland"
