"""Whether there is a screen to open a window on, and by which way Qt should reach it. Imports nothing of ours."""

import os
import sys


def no_display() -> str | None:
    """Why no window can be opened here; None if one can."""
    if sys.platform in ("win32", "darwin"):
        return None
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return None
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return None
    return "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)."


def on_wayland() -> bool:
    """Whether the desktop is one of Wayland's, whatever Qt uses. A compositor that was started from a console leaves
    the session's type at "tty"."""
    kind = os.environ.get("XDG_SESSION_TYPE", "")
    return sys.platform == "linux" and (
        kind == "wayland" or (kind != "x11" and bool(os.environ.get("WAYLAND_DISPLAY")))
    )


def prefer_x11() -> str:
    """On Wayland let Qt use XWayland where it is there. Call before QApplication is made.

    An overlay of a native Wayland program takes the focus (measured on sway and KWin); through XWayland it does not.
    Says by what Qt reaches the desktop, and why: a sentence for the log and the doctor, empty where there is no choice.
    """
    if not on_wayland():
        return ""
    if chosen := os.environ.get("QT_QPA_PLATFORM"):
        return f"Qt uses {chosen}, because QT_QPA_PLATFORM says so."
    if os.environ.get("DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "xcb"
        return "Qt uses XWayland, where the overlay takes no focus."
    return (
        "Qt uses Wayland itself, because there is no XWayland (DISPLAY is not set): "
        "no overlay, the tray and the window tell instead."
    )
