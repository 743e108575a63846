"""Which hotkey backend works on this desktop. Imports the contract, the desktops, and a backend only once it is chosen.

The choice itself asks nobody, so it takes no time: what a desktop can do is data. Whether it does is found out by the
backend, which says so.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from .backend import HotkeyBackend, HotkeyUnavailable
from .desktops import UNKNOWN, Desktop, desktop
from .means import ON_LINUX, Means

VARIABLE = "HOLDFAST_HOTKEY_BACKEND"
"""Overrides the settings; `holdfast --hotkey-backend` sets it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen."""

    means: Means
    """Never AUTOMATIC."""
    desktop: Desktop = UNKNOWN
    """On Wayland."""
    why: str = ""
    """The end of a sentence: "this is an X11 session"."""


def choose(
    wanted: Means = Means.AUTOMATIC, environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Choice:
    """The way that a hotkey takes here. Raises HotkeyUnavailable if there is none, or `wanted` is none of this system,
    with what works instead."""
    if override := environment.get(VARIABLE):
        wanted = _named(override)
    match platform:
        case "linux":
            return _on_linux(wanted, environment)
        case "win32":
            return _only(Means.WINDOWS, wanted, "this is Windows")
        case "darwin":
            return _only(Means.MACOS, wanted, "this is macOS")
    raise HotkeyUnavailable(
        f"Holdfast cannot listen for a key on this system ({platform}) yet. "
        "Bind `holdfast toggle` to a key, or hold the button in Holdfast's window."
    )


def make(choice: Choice, environment: Mapping[str, str] = os.environ) -> HotkeyBackend:
    """The backend of that choice, not started yet. Raises HotkeyUnavailable."""
    match choice.means:
        case Means.X11:
            from .x11 import X11Hotkey

            return X11Hotkey(environment.get("DISPLAY"))
        case Means.PORTAL:
            from app.desktop_entry import APP_ID

            from .portal import PortalHotkey

            return PortalHotkey(choice.desktop, APP_ID)
        case Means.COMMAND:
            from .command import CommandHotkey

            return CommandHotkey(choice.desktop)
        case Means.EVDEV:
            from .evdev import EvdevHotkey

            return EvdevHotkey()
        case Means.WINDOWS | Means.MACOS:
            return _by_the_system(choice.means)
    raise AssertionError(choice)  # AUTOMATIC is what `choose` was asked, not what it says


def choose_backend(
    wanted: Means = Means.AUTOMATIC, environment: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> HotkeyBackend:
    """The backend for this platform and kind of session, not started yet.

    Raises HotkeyUnavailable with what works instead.
    """
    return make(choose(wanted, environment, platform), environment)


def _on_linux(wanted: Means, environment: Mapping[str, str]) -> Choice:
    here = desktop(environment)
    if wanted is not Means.AUTOMATIC:
        _check(wanted, ON_LINUX, "Linux")
        if wanted is Means.X11 and not environment.get("DISPLAY"):
            raise HotkeyUnavailable(
                "The hotkey is to come through X11, but there is no X server here (DISPLAY is not set). "
                "Choose another way in the settings."
            )
        return Choice(wanted, here if here.facts or wanted is not Means.PORTAL else UNKNOWN, "you chose it")
    session = environment.get("XDG_SESSION_TYPE", "")
    # A compositor started from a console leaves the session's type at "tty". XWayland answers on DISPLAY, but would
    # hear only what is typed into X programs: a hotkey that works in some windows is worse than none.
    if session == "wayland" or (session != "x11" and environment.get("WAYLAND_DISPLAY")):
        return Choice(here.means, here, f"this is a Wayland session of {here.name}")
    if not environment.get("DISPLAY"):
        raise HotkeyUnavailable(
            "There is no desktop here (DISPLAY is not set), so no key can be listened for. "
            "Start Holdfast inside a desktop session; `holdfast transcribe FILE` works anywhere."
        )
    return Choice(Means.X11, why="this is an X11 session")


def _by_the_system(means: Means) -> HotkeyBackend:
    try:
        if means is Means.WINDOWS:
            from .windows import WindowsHotkey
            from .windows_api import KeyboardApi

            return WindowsHotkey(KeyboardApi())
        from .macos import MacHotkey
        from .macos_api import TapApi

        return MacHotkey(TapApi())
    except (ImportError, OSError) as error:  # an installation without pyobjc
        raise HotkeyUnavailable(
            f"What Holdfast needs to listen for a key is not installed ({error}). "
            "Install Holdfast again; until then, hold the button in its window."
        ) from error


def _only(there: Means, wanted: Means, why: str) -> Choice:
    _check(wanted, (Means.AUTOMATIC, there), "this system")
    return Choice(there, why=why)


def _check(wanted: Means, known: tuple[Means, ...], system: str) -> None:
    if wanted not in known:
        names = ", ".join(each.value for each in known)
        raise HotkeyUnavailable(f"There is no way to a hotkey called {wanted.value!r} on {system}. There are: {names}.")


def _named(name: str) -> Means:
    try:
        return Means(name)
    except ValueError:
        names = ", ".join(each.value for each in Means)
        raise HotkeyUnavailable(f"{VARIABLE} is {name!r}, which is no way to a hotkey. There are: {names}.") from None
