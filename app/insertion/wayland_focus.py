"""Which program has the focus on a Wayland desktop, where the compositor tells. Imports the connection.

No protocol tells a program's process, but two compositors do over sockets of their own. wlroots' compositors tell at
least the app id, which is what a rule needs.
"""

import json
import socket
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from .wayland_connection import Connection
from .wayland_wire import TOPLEVEL, TOPLEVEL_MANAGER, Argument

_LIMIT = 0.2
"""Seconds in which the compositor must answer; measured: 1 ms."""


@dataclass(frozen=True, slots=True)
class Focused:
    """The window that gets the keys."""

    names: tuple[str, ...] = ()
    """What the program calls itself: its app id, or its WM_CLASS if it is an X program."""
    process: int | None = None
    """Its process; None if the compositor does not tell."""
    on_x11: bool | None = False
    """It reads the clipboard through XWayland, and so the compositor does for it; None: that is not known."""


class Focus(Protocol):
    """Where the focus is."""

    def look(self) -> Focused | None:
        """The window with the focus; None if none has it. What is not known is left out."""

    def close(self) -> None:
        """Give everything back. Idempotent."""


class _NothingKept:
    """For who has nothing to give back."""

    def close(self) -> None:
        """See Focus."""


class UnknownFocus(_NothingKept):
    """A compositor that does not tell."""

    def look(self) -> Focused | None:
        """Some window, for all that is known."""
        return Focused()


class SwayFocus(_NothingKept):
    """Asks sway (https://man.archlinux.org/man/sway-ipc.7)."""

    _HEADER = struct.Struct("=6sII")
    _GET_TREE = 4

    def __init__(self, path: str) -> None:
        self._path = path

    def look(self) -> Focused | None:
        """See Focus."""
        with suppress(OSError, ValueError, struct.error), _asking(self._path) as asking:
            asking.sendall(self._HEADER.pack(b"i3-ipc", 0, self._GET_TREE))
            with asking.makefile("rb") as answer:
                _, size, _ = self._HEADER.unpack(answer.read(self._HEADER.size))
                tree = json.loads(answer.read(size))
            for node in _nodes(tree):
                if node.get("focused"):
                    return self._window(node) if node.get("pid") else None
            return None
        return Focused()

    @staticmethod
    def _window(node: Mapping[str, Any]) -> Focused:
        properties = node.get("window_properties") or {}
        names = (node.get("app_id"), properties.get("class"), properties.get("instance"))
        return Focused(tuple(each for each in names if each), node["pid"], node.get("shell") == "xwayland")


class HyprlandFocus(_NothingKept):
    """Asks Hyprland (https://wiki.hypr.land/IPC/)."""

    def __init__(self, path: str) -> None:
        self._path = path

    def look(self) -> Focused | None:
        """See Focus."""
        with suppress(OSError, ValueError), _asking(self._path) as asking:
            asking.sendall(b"j/activewindow")
            with asking.makefile("rb") as answer:
                window = json.loads(answer.read())
            if not window.get("pid"):
                return None
            return Focused((window["class"],) if window.get("class") else (), window["pid"], bool(window["xwayland"]))
        return Focused()


@dataclass(slots=True)
class _Toplevel:
    app_id: str = ""
    active: bool = False
    next: dict[str, Any] = field(default_factory=dict)


class ToplevelFocus(_NothingKept):
    """Follows the windows of a compositor that has wlr-foreign-toplevel-management. LookupError if it has not."""

    _ACTIVATED = 2

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._windows: dict[int, _Toplevel] = {}
        if connection.bind(TOPLEVEL_MANAGER, 3, self._appeared) is None:
            raise LookupError("foreign-toplevel-management")
        connection.round_trip()

    def look(self) -> Focused | None:
        """See Focus."""
        for window in self._windows.values():
            if window.active:
                return Focused((window.app_id,) if window.app_id else ())
        return None

    def _appeared(self, name: str, arguments: list[Argument]) -> None:
        match name, arguments:
            case "toplevel", [int(identity)]:
                self._windows[identity] = _Toplevel()
                self._connection.adopt(identity, TOPLEVEL, partial(self._changed, identity))

    def _changed(self, identity: int, name: str, arguments: list[Argument]) -> None:
        window = self._windows[identity]
        match name, arguments:
            case "app_id", [str(app_id)]:
                window.next["app_id"] = app_id
            case "state", [bytes(states)]:
                window.next["active"] = self._ACTIVATED in (each for (each,) in struct.iter_unpack("=I", states))
            case "done", []:
                for key, value in window.next.items():
                    setattr(window, key, value)
            case "closed", []:
                del self._windows[identity]
                self._connection.send(identity, "destroy")
                self._connection.forget(identity)


def _asking(path: str) -> socket.socket:
    if sys.platform != "linux":
        raise NotImplementedError
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(_LIMIT)
    try:
        made.connect(path)
    except OSError:
        made.close()
        raise
    return made


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for each in (*node.get("nodes", ()), *node.get("floating_nodes", ())):
        yield from _nodes(each)
