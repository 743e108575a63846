"""The conversation with the desktop's portal: who we are, requests, sessions. Imports the bus.

A portal (xdg-desktop-portal) answers a request twice: at once with the request's handle, and with a signal when the
user has decided. What is stated here of its behaviour is read from its source (https://github.com/flatpak/
xdg-desktop-portal, desktop-portal/registry.c and xdp-request.c, 1.22) or was measured (docs/decisions/0018-portals.md).
"""

import logging
import os
from collections.abc import Mapping
from contextlib import ExitStack
from enum import Enum
from itertools import count
from typing import Any

from jeepney import DBusAddress, Message
from jeepney.wrappers import DBusErrorResponse

from .bus import REPLY_S, Bus, Signal, Trouble, member, path

log = logging.getLogger(__name__)

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"
SESSION = "org.freedesktop.portal.Session"
REGISTRY = "org.freedesktop.host.portal.Registry"
BUS = "org.freedesktop.DBus"

START_S = 30.0
"""For the first call, which may have to start the portal: a bus itself waits 25 s for a service."""
DIALOG_S = 600.0
"""For an answer of the user."""

Options = Mapping[str, tuple[str, Any]]
"""A vardict: for each name its signature and value."""


class Kind(Enum):
    """What is wrong with a portal."""

    MISSING = "missing"
    """There is none, or it lacks this interface."""
    NAMELESS = "nameless"
    """It wants to know which app asks, and does not believe us: our `.desktop` file is not installed."""
    REFUSED = "refused"
    """The user said no."""
    HANGS = "hangs"
    """It does not answer."""
    CLOSED = "closed"
    """It closed the session, or went away."""
    FAILED = "failed"
    """It said that it cannot, or something that we do not understand."""


class PortalTrouble(Exception):  # noqa: N818 - a fact about a desktop
    """A request came to nothing. The message is for logs; who asked knows what to tell the user of `kind`."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind


class Portal:
    """The portal as one connection sees it. For use on the bus's thread only."""

    def __init__(self, bus: Bus, app_id: str) -> None:
        """`app_id`: what our `.desktop` file is called, without the ending."""
        self.bus = bus
        self._app_id = app_id
        self._tokens = count(1)
        self._session = ""

    def listen(self, stack: ExitStack) -> None:
        """Hear what the portal says, and of its end, as long as `stack` is open. Raises one of `Trouble`."""
        self.bus.listen(Signal(BUS, "NameOwnerChanged", sender=BUS, arg0=NAME), stack)
        for interface in (REQUEST, SESSION):
            self.bus.listen(Signal(interface, sender=NAME), stack)

    def register(self) -> None:
        """Say who we are. Nothing else may have been said to it on this connection: it takes an app's word only before.
        Raises PortalTrouble."""
        try:
            self.bus.call(_address(REGISTRY), "Register", "sa{sv}", self._app_id, {}, seconds=START_S)
        except DBusErrorResponse as error:
            self._not_registered(error)
        except TimeoutError as error:
            raise PortalTrouble(Kind.HANGS, "Register") from error

    def version(self, interface: str) -> int:
        """Which version of an interface there is. Raises PortalTrouble."""
        try:
            return int(self.bus.property(_address(interface), "version"))
        except DBusErrorResponse as error:
            raise _trouble(error) from error
        except TimeoutError as error:
            raise PortalTrouble(Kind.HANGS, "version") from error

    def create_session(self, interface: str) -> str:
        """Open a session, the only one on this connection; its handle. Raises PortalTrouble."""
        token = ("s", f"holdfast{os.getpid()}")
        results = self.request(interface, "CreateSession", "a{sv}", options={"session_handle_token": token})
        match results:
            case {"session_handle": (_, str(handle))}:
                self._session = handle
                return handle
        raise PortalTrouble(Kind.FAILED, "CreateSession gave no handle")

    def request(
        self,
        interface: str,
        method: str,
        signature: str,
        *arguments: Any,
        options: Options | None = None,
        seconds: float = REPLY_S,
    ) -> dict[str, tuple[str, Any]]:
        """Ask, and wait for the answer; its results. `options` go last, with a token added. Raises PortalTrouble."""
        given = {**(options or {}), "handle_token": ("s", f"holdfast{next(self._tokens)}")}
        (handle,) = self.call(interface, method, signature, *arguments, given)

        def ends(message: Message) -> bool:
            return self.is_over(message) or (member(message) == "Response" and path(message) == handle)

        try:
            answer = self.bus.wait_for(ends, seconds)
        except TimeoutError as error:
            self._withdraw(handle)
            raise PortalTrouble(Kind.HANGS, method) from error
        if member(answer) != "Response":
            raise PortalTrouble(Kind.CLOSED, f"{member(answer)} during {method}")
        match answer.body:
            case (0, dict(results)):
                return results
            case (1, _):
                raise PortalTrouble(Kind.REFUSED, method)
        raise PortalTrouble(Kind.FAILED, f"{method} answered {answer.body[0]}")

    def call(self, interface: str, method: str, signature: str, *arguments: Any) -> Any:
        """Call a method that is no request; the reply. Raises PortalTrouble."""
        try:
            return self.bus.call(_address(interface), method, signature, *arguments)
        except DBusErrorResponse as error:
            raise _trouble(error) from error
        except TimeoutError as error:
            raise PortalTrouble(Kind.HANGS, method) from error

    def call_all(self, interface: str, calls: list[tuple[str, str, tuple[Any, ...]]]) -> None:
        """Call methods (name, signature, arguments) in one go. Raises PortalTrouble."""
        try:
            self.bus.call_all(_address(interface), calls)
        except DBusErrorResponse as error:
            raise _trouble(error) from error
        except TimeoutError as error:
            raise PortalTrouble(Kind.HANGS, calls[0][0]) from error

    def is_over(self, message: Message) -> bool:
        """Whether this signal says that our session is gone, or the whole portal."""
        match member(message), message.body:
            case "NameOwnerChanged", (str(name), str(), str(owner)):
                return name == NAME and not owner
            case "Closed", _:
                return path(message) == self._session
        return False

    def _withdraw(self, handle: str) -> None:
        try:
            self.bus.call(DBusAddress(handle, bus_name=NAME, interface=REQUEST), "Close", seconds=1.0)
        except Trouble:
            log.info("A request that was not answered could not be taken back.")

    def _not_registered(self, error: DBusErrorResponse) -> None:
        """Raises PortalTrouble, unless it may be that the portal knows us anyhow."""
        trouble = _trouble(error)
        match trouble.kind:
            case Kind.MISSING if not error.name.endswith("ServiceUnknown"):
                # Portals before 1.20 keep no register, and name an app after the systemd unit that it runs in.
                log.info("This portal keeps no register of apps.")
            case Kind.NAMELESS:
                log.info("This portal knows us already, as it knows what runs in a sandbox.")
            case Kind.FAILED:  # "Can't create registered app": it found no such .desktop file
                raise PortalTrouble(Kind.NAMELESS, f"{self._app_id}: {_text(error)}") from error
            case _:
                raise trouble from error


def _address(interface: str) -> DBusAddress:
    return DBusAddress(PATH, bus_name=NAME, interface=interface)


_UNKNOWN = ("UnknownMethod", "UnknownInterface", "UnknownObject", "UnknownProperty", "ServiceUnknown", "NameHasNoOwner")
_SILENT = ("NoReply", "Timeout", "TimedOut")


def _trouble(error: DBusErrorResponse) -> PortalTrouble:
    last = error.name.rpartition(".")[2]
    text = _text(error)
    if last in _UNKNOWN or last.startswith("Spawn") or "No such interface" in text:
        return PortalTrouble(Kind.MISSING, text)
    if last == "NotAllowed":
        return PortalTrouble(Kind.NAMELESS, text)
    if last in _SILENT:
        return PortalTrouble(Kind.HANGS, text)
    if last == "AccessDenied":  # "Invalid session"
        return PortalTrouble(Kind.CLOSED, text)
    return PortalTrouble(Kind.FAILED, f"{last}: {text}")


def _text(error: DBusErrorResponse) -> str:
    return str(error.data[0]) if error.data else error.name
