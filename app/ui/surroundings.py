"""What the desktop around our windows is like. Imports Qt and, on X11 only, python-xlib.

Qt tells neither where another program's focused window is, nor whether a compositor runs; the overlay needs both,
to come up on the screen that the user looks at, and not to have black corners.
"""

from typing import Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QCursor, QGuiApplication, QScreen


class Surroundings(Protocol):
    """What can be asked."""

    def focused_window(self) -> QRect | None:
        """Where the focused window is, in device pixels; None: unknown."""

    def composited(self) -> bool:
        """Whether windows may be partly transparent."""


class UnknownSurroundings:
    """A desktop that tells nothing, and composites: Windows, macOS, Wayland."""

    def focused_window(self) -> QRect | None:
        """Unknown."""
        return None

    def composited(self) -> bool:
        """They all do."""
        return True


def here() -> Surroundings:
    """The surroundings of this program."""
    if QGuiApplication.platformName() == "xcb":
        from .x11_surroundings import X11Surroundings

        return X11Surroundings()
    return UnknownSurroundings()


def overlay_possible() -> bool:
    """Whether an overlay can come up without taking the focus.

    On native Wayland it cannot: Qt speaks no layer-shell, and sway and KWin gave the focus to such a window (measured).
    """
    return not QGuiApplication.platformName().startswith("wayland")


def active_screen(window: QRect | None) -> QScreen:
    """The screen that has most of the focused `window` (device pixels); if unknown, the one with the pointer."""

    def shared(screen: QScreen) -> int:
        # Qt scales a screen's size to logical pixels, but leaves its place in device pixels.
        size = screen.geometry().size() * screen.devicePixelRatio()
        common = QRect(screen.geometry().topLeft(), size).intersected(window)
        return common.width() * common.height()

    if window is not None:
        best = max(QGuiApplication.screens(), key=shared)
        if shared(best) > 0:
            return best
    return QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
