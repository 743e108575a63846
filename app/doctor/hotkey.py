"""The check of the hotkey: how it reaches us, and whether it does. Imports `hotkey`, the settings, the desktop entry.

A doctor only looks: where listening would show a dialog, or give the running app's keys to somebody else, it asks
what is there.
"""

import sys

from app import desktop_entry
from app.display import no_display, on_wayland
from app.hotkey.backend import HotkeyBackend, HotkeyUnavailable, Role, Sink
from app.hotkey.choose import Choice, choose, make
from app.hotkey.means import Means
from app.hotkey.selection import select
from app.hotkey_settings import names

from .finding import Finding
from .system import chosen


def hotkey() -> Finding:
    """Whether the chosen key can be listened for, and through what."""
    settings = chosen()[0]
    try:
        choice = choose(settings.hotkey_backend)
        backend = make(choice)
        selection = select(backend, names(settings, backend.capabilities))
        if refused := selection.refused.get(Role.TALK):
            return Finding("hotkey", False, f"{refused} {_because(choice)}")
        name = selection.keys[Role.TALK].name
        match choice.means:
            case Means.PORTAL:
                return _portal(choice, name)
            case Means.COMMAND:
                return _command(choice)
        backend.start(selection.keys, Sink(edge=lambda _: None, lost=lambda _: None))
        backend.stop()
    except HotkeyUnavailable as error:
        return Finding("hotkey", None if no_display() else False, str(error))
    return Finding("hotkey", True, f"{name}, through {_how(backend)}. {_because(choice)}")


def entry() -> Finding:
    """Whether the desktop knows us by name: portals give keys to nobody else."""
    if sys.platform != "linux":
        return Finding("entry", None, "Only Linux desktops keep such entries.")
    if path := desktop_entry.installed():
        return Finding("entry", True, f"The desktop knows Holdfast by {path}.")
    text = f"{desktop_entry.FILE} is not installed, so the desktop does not know Holdfast."
    if not on_wayland():
        return Finding("entry", None, f"{text} On X11 nothing needs it but the menu.")
    return Finding("entry", False, f"{text} On Wayland it gets no hotkey then.", "Run: holdfast desktop-entry install")


def _portal(choice: Choice, name: str) -> Finding:
    from app.dbus.portal import PortalTrouble
    from app.dbus.portal_question import ask
    from app.hotkey.portal import INTERFACE, sentence

    if not desktop_entry.installed():
        return Finding(
            "hotkey",
            False,
            f"{choice.desktop.called} gives keys only to programs that it knows, and there is no {desktop_entry.FILE}.",
            "Run: holdfast desktop-entry install (starting Holdfast does so, too)",
        )
    try:
        version = ask(desktop_entry.APP_ID, lambda portal: portal.version(INTERFACE))
    except PortalTrouble as trouble:
        return Finding("hotkey", False, f"{sentence(trouble, choice.desktop)} {_because(choice)}")
    return Finding(
        "hotkey",
        True,
        f"Through the portal of {choice.desktop.name} (GlobalShortcuts {version}), which asks once which key you will "
        f"hold to talk, and proposes {name}. {_because(choice)}",
        f"Change it {choice.desktop.where}.",
    )


def _command(choice: Choice) -> Finding:
    text = "Holdfast listens for no key itself: `holdfast press` and `holdfast release` are always understood, and "
    return Finding(
        "hotkey", None, f"{text}{choice.desktop.name} starts them. {_because(choice)}", choice.desktop.binding()
    )


def _how(backend: HotkeyBackend) -> str:
    how = "hold it to talk" if backend.capabilities.holds else "press it to begin and to end"
    return f"{backend.capabilities.name}: {how}"


def _because(choice: Choice) -> str:
    return f"({choice.means.value}, because {choice.why})"
