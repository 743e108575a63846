"""One connection to a Wayland compositor, beside Qt's own. Imports `wayland_wire`.

Qt offers neither data-control nor a virtual keyboard, and while it runs on XWayland it is no Wayland client at all.
Every method belongs to the thread that made the object.
"""

import os
import select
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from .wayland_wire import CALLBACK, DISPLAY, REGISTRY, Argument, Interface, RawEvent, pack, split, unpack

ROUND_TRIP_LIMIT = 2.0
"""Seconds in which a compositor must answer at the start; measured: 1 ms."""
_FIRST_SERVER_ID = 0xFF000000
_DISPLAY_ID = 1
_MOST_FDS = 28
"""Descriptors that libwayland sends with one message at most."""

Handler = Callable[[str, list[Argument]], None]
"""Gets the name of an event and its arguments; a descriptor is an int that the handler must close."""


class WaylandError(Exception):
    """The compositor cannot be reached, or ended the connection. The message says why."""


class Global(NamedTuple):
    """What a compositor offers to all: its number and version."""

    number: int
    version: int


class Connection:
    """Raises WaylandError, from every method, when the compositor is not there or has had enough of us."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._socket = _connect(environment)
        self._buffer = b""
        self._fds: deque[int] = deque()
        self._objects: dict[int, tuple[Interface, Handler]] = {_DISPLAY_ID: (DISPLAY, self._display_event)}
        self._free: list[int] = []
        self._last = _DISPLAY_ID
        self._error = ""
        self.globals: dict[str, Global] = {}
        self._registry = self.create(REGISTRY, self._registry_event)
        self.send(_DISPLAY_ID, "get_registry", self._registry)
        self.round_trip()

    def close(self) -> None:
        """Give the connection back, and with it everything that was made over it. Idempotent."""
        self._socket.close()
        while self._fds:
            os.close(self._fds.popleft())

    def fileno(self) -> int:
        """Readable when `dispatch` has something to do."""
        return self._socket.fileno()

    @property
    def compositor(self) -> int:
        """The process id of the compositor."""
        if sys.platform != "linux":
            raise NotImplementedError
        credentials = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[0])

    def bind(self, interface: Interface, version: int, handler: Handler | None = None) -> int | None:
        """An object for something that the compositor offers, in this version at most; None if it does not."""
        found = self.globals.get(interface.name)
        if found is None:
            return None
        made = self.create(interface, handler)
        self.send(self._registry, "bind", found.number, interface.name, min(version, found.version), made)
        return made

    def create(self, interface: Interface, handler: Handler | None = None) -> int:
        """The id for an object that the next request makes."""
        if self._free:
            made = self._free.pop()
        else:
            self._last += 1
            made = self._last
        self.adopt(made, interface, handler)
        return made

    def adopt(self, identity: int, interface: Interface, handler: Handler | None = None) -> None:
        """Take on an object that the compositor made, or replace the handler of one."""
        self._objects[identity] = (interface, handler or _ignore)

    def forget(self, identity: int) -> None:
        """The object was destroyed by a request. Ids of ours are used again when the compositor says so."""
        if identity >= _FIRST_SERVER_ID:
            self._objects.pop(identity, None)
        else:
            self._objects[identity] = (self._objects[identity][0], _ignore)

    def send(self, target: int, request: str, *arguments: Argument) -> None:
        """Make a request. Descriptors are copied, and stay the caller's."""
        if sys.platform != "linux":
            raise NotImplementedError
        opcode, signature = self._objects[target][0].request(request)
        data = pack(target, opcode, signature, arguments)
        fds = [value for kind, value in zip(signature, arguments, strict=True) if kind == "h"]
        extra = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack(f"{len(fds)}i", *fds))] if fds else []
        try:
            sent = self._socket.sendmsg([data], extra, socket.MSG_NOSIGNAL)
        except OSError as error:
            raise WaylandError(self._error or f"The Wayland compositor does not listen: {error}") from error
        if sent != len(data):  # its queue is full: it has not looked for a long time
            raise WaylandError("The Wayland compositor does not keep up.")

    def dispatch(self) -> None:
        """Hand out the events that are there; does not wait."""
        if sys.platform != "linux":
            raise NotImplementedError
        while True:
            try:
                data, fds, _, _ = socket.recv_fds(self._socket, 1 << 16, _MOST_FDS)
            except BlockingIOError:
                return
            except OSError as error:
                raise WaylandError(self._error or f"The connection to the Wayland compositor broke: {error}") from error
            self._fds.extend(fds)
            if not data:
                raise WaylandError(self._error or "The Wayland compositor ended the connection.")
            events, self._buffer = split(self._buffer + data)
            for event in events:
                self._hand_out(event)

    def round_trip(self) -> None:
        """Wait until the compositor has answered everything so far."""
        answered: list[str] = []
        callback = self.create(CALLBACK, lambda name, _: answered.append(name))
        self.send(_DISPLAY_ID, "sync", callback)
        end = time.monotonic() + ROUND_TRIP_LIMIT
        while not answered:
            if not select.select([self._socket], [], [], max(0.0, end - time.monotonic()))[0]:
                raise WaylandError("The Wayland compositor does not answer.")
            self.dispatch()

    def _hand_out(self, event: RawEvent) -> None:
        interface, handler = self._objects.get(event.sender, (None, _ignore))
        if interface is None or event.opcode >= len(interface.events):
            return
        name, signature = interface.events[event.opcode]
        arguments = unpack(signature, event.payload)
        for index, kind in enumerate(signature):
            if kind == "h":
                arguments[index] = self._fds.popleft()
        handler(name, arguments)
        if handler is _ignore:
            for kind, value in zip(signature, arguments, strict=True):
                if kind == "h" and isinstance(value, int):
                    os.close(value)

    def _display_event(self, name: str, arguments: list[Argument]) -> None:
        match name, arguments:
            case "error", [_, _, str(message)]:
                self._error = f"The Wayland compositor refused a request: {message}"
            case "delete_id", [int(identity)]:
                self._objects.pop(identity, None)
                self._free.append(identity)

    def _registry_event(self, name: str, arguments: list[Argument]) -> None:
        match name, arguments:
            case "global", [int(number), str(interface), int(version)]:
                self.globals.setdefault(interface, Global(number, version))


def _ignore(name: str, arguments: list[Argument]) -> None:
    """For objects whose events tell nothing that is needed."""


def _connect(environment: Mapping[str, str]) -> socket.socket:
    if sys.platform != "linux":
        raise NotImplementedError
    name = environment.get("WAYLAND_DISPLAY") or "wayland-0"
    path = Path(environment.get("XDG_RUNTIME_DIR") or "/nowhere") / name  # an absolute name stays what it is
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.connect(str(path))
    except OSError as error:
        made.close()
        raise WaylandError(f"The Wayland compositor at {path} cannot be reached: {error}") from error
    made.setblocking(False)
    return made
