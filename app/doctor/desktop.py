"""Checks of the screen, the tray and the way into other programs. Imports Qt, `insertion`."""

import os
import sys

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.display import no_display, prefer_x11
from app.insertion.choice import choose_inserter
from app.insertion.copy_only import CopyOnlyInserter
from app.insertion.sentences import PASTE
from app.insertion.system import Diagnosed

from .finding import Finding


def display() -> Finding:
    """Whether a window can be opened. Qt aborts the process if it cannot; `isolate` tells then what it said."""
    if reason := no_display():
        text = f"{reason} The app needs one."
        return Finding("display", None, text, "Without a display there are still: holdfast transcribe, holdfast --demo")
    why = prefer_x11()
    qt = QApplication([])
    screens = [screen.geometry() for screen in qt.screens()]
    sizes = ", ".join(f"{size.width()}x{size.height()}" for size in screens)
    text = f"{_session()}, Qt on {qt.platformName()}, {sizes}. {why}"
    return Finding("display", True, text.rstrip())


def tray() -> Finding:
    """Whether there is a tray for the icon."""
    if no_display():
        return Finding("tray", None, "There is no display.")
    prefer_x11()
    _ = QApplication([])
    if QSystemTrayIcon.isSystemTrayAvailable():
        return Finding("tray", True, "The desktop has a tray.")
    remedy = "Use the window, or on GNOME install the extension AppIndicator."
    return Finding("tray", False, "The desktop has no tray, so there is no icon there.", remedy)


def insertion() -> Finding:
    """Whether text can be put into other programs, or only onto the clipboard."""
    if no_display():
        return Finding("insertion", None, "There is no display, so no program to put text into.")
    prefer_x11()
    qt = QGuiApplication([])
    inserter = choose_inserter(os.environ, lambda _: None)
    inserter.close()
    if isinstance(inserter, Diagnosed):
        found = inserter.condition()
        return Finding("insertion", found.works, found.text, found.remedy)
    if isinstance(inserter, CopyOnlyInserter):
        text = f"On {_session()} text is copied to the clipboard, not inserted."
        terminal = "" if sys.platform == "darwin" else " (in a terminal Ctrl+Shift+V)"
        return Finding("insertion", None, text, f"Press {PASTE}{terminal} where it belongs.")
    return Finding("insertion", True, f"Text is pasted into the focused program ({qt.platformName()}).")


def _session() -> str:
    if sys.platform != "linux":
        return sys.platform
    kind = os.environ.get("XDG_SESSION_TYPE") or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11")
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "")
    return f"{kind} ({desktop})" if desktop else kind
