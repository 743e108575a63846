"""Which hotkey backend works on this desktop. Imports the contract, and the backend only once it is chosen."""

import os
import sys
from collections.abc import Mapping

from .backend import HotkeyBackend, HotkeyUnavailable

_BIND = (
    "Bind a key to `holdfast toggle` in the desktop's keyboard settings "
    "(or to `holdfast press` and `holdfast release`, where it tells key-down from key-up), "
    "or hold the button in Holdfast's window."
)


def choose_backend(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> HotkeyBackend:
    """The backend for this platform and kind of session, not started yet.

    Raises HotkeyUnavailable with what works instead.
    """
    match platform:
        case "linux":
            return _on_linux(environment)
        case "win32":
            system, remedy = "Windows", "Bind `holdfast toggle` to a key with a keyboard tool, or hold the button"
        case "darwin":
            system, remedy = "macOS", "Bind `holdfast toggle` to a key with a keyboard tool, or hold the button"
        case _:
            system, remedy = f"this system ({platform})", "Bind `holdfast toggle` to a key, or hold the button"
    raise HotkeyUnavailable(f"Holdfast cannot listen for a key on {system} yet. {remedy} in Holdfast's window.")


def _on_linux(environment: Mapping[str, str]) -> HotkeyBackend:
    session = environment.get("XDG_SESSION_TYPE", "")
    # A compositor started from a console leaves the session's type at "tty". XWayland answers on DISPLAY, but would
    # hear only what is typed into X programs: a hotkey that works in some windows is worse than none.
    if session == "wayland" or (session != "x11" and environment.get("WAYLAND_DISPLAY")):
        raise HotkeyUnavailable(f"Holdfast cannot listen for a key on Wayland yet. {_BIND}")
    display = environment.get("DISPLAY")
    if not display:
        raise HotkeyUnavailable(
            "There is no desktop here (DISPLAY is not set), so no key can be listened for. "
            "Start Holdfast inside a desktop session; `holdfast transcribe FILE` works anywhere."
        )
    from .x11 import X11Hotkey

    return X11Hotkey(display)
