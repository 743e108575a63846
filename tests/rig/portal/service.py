"""The common part of the fake portal: who asks, requests, sessions, dialogs. Speaks with dbus-fast, not with the
library that the program under test uses, so that a wrong signature is noticed.

Its errors are those of xdg-desktop-portal 1.22 (desktop-portal/registry.c, xdp-request.c, xdp-session.c).
"""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
REGISTRY = "org.freedesktop.host.portal.Registry"
ERROR = "org.freedesktop.portal.Error"
DBUS_ERROR = "org.freedesktop.DBus.Error"


class RefusalError(Exception):
    """Answered as a D-Bus error."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name


@dataclass
class Plan:
    """How this portal behaves."""

    desktop: str = "kde"
    """Whose shortcuts: "kde" (KWin 6.7), "gnome" (GNOME Shell 50), or "kde5", whose Bind answers with nothing."""
    versions: dict[str, int] = field(default_factory=lambda: {"GlobalShortcuts": 2, "RemoteDesktop": 2})
    """The interfaces there are, by their last word."""
    registry: bool = True
    dialogs: list[str] = field(default_factory=list)
    """What the user answers to each dialog: "accept" (also when the list is over), "refuse", "wait" for ever."""
    hang: list[str] = field(default_factory=list)
    """Methods that are never answered."""
    store: str = ""
    """Where grants are kept from one portal to the next: a file. Empty: nowhere."""
    repeat_after_s: float = 0.5
    repeat_every_s: float = 0.03
    """On GNOME."""


@dataclass
class Session:
    """One that an app has opened."""

    path: str
    sender: str
    app: str
    interface: str
    state: dict[str, Any] = field(default_factory=dict)


Method = tuple[str, Callable[[Message, str], Any]]
"""A signature, and what answers; given the message and the app id."""


class Service:
    """Answers on the bus. `tell` is called with what happens, for the test."""

    def __init__(self, bus: MessageBus, plan: Plan, tell: Callable[[dict[str, Any]], None]) -> None:
        self.bus = bus
        self.plan = plan
        self.tell = tell
        self.apps: dict[str, str] = {}
        """The app id of each connection, fixed by the first thing it says."""
        self.sessions: dict[str, Session] = {}
        self.methods: dict[tuple[str, str], Method] = {}
        if plan.registry:
            self.methods[REGISTRY, "Register"] = ("sa{sv}", self._register)
        self.methods["org.freedesktop.DBus.Properties", "Get"] = ("ss", self._get)
        self._tasks: set[asyncio.Task[None]] = set()
        bus.add_message_handler(self._handle)

    # ------------------------------------------------------------------------------------------- grants

    def load(self) -> dict[str, Any]:
        """What the user granted, by kind."""
        path = Path(self.plan.store) if self.plan.store else None
        return json.loads(path.read_text()) if path and path.exists() else getattr(self, "_kept", {})

    def save(self, grants: dict[str, Any]) -> None:
        self._kept = grants
        if self.plan.store:
            Path(self.plan.store).write_text(json.dumps(grants))

    # ------------------------------------------------------------------------------------------- sessions, requests

    def create_session(self, message: Message, app: str, interface: str) -> str:
        """The handle of a request that has made a session."""
        options = message.body[-1]
        if "session_handle_token" not in options:
            raise RefusalError(f"{DBUS_ERROR}.Failed", "Missing token")
        handle = f"{PATH}/session/{_escaped(message.sender)}/{options['session_handle_token'].value}"
        if handle in self.sessions:
            raise RefusalError(f"{DBUS_ERROR}.AddressInUse", "session handle is in use")
        self.sessions[handle] = Session(handle, message.sender, app, interface)
        return self.request(message, lambda: (0, {"session_handle": Variant("s", handle)}))

    def session(self, message: Message, interface: str) -> Session:
        """The one that the message names."""
        found = self.sessions.get(message.body[0])
        if found is None or found.sender != message.sender or found.interface != interface:
            raise RefusalError(f"{DBUS_ERROR}.AccessDenied", "Invalid session")
        return found

    def close(self, session: Session) -> None:
        """From the portal's side."""
        if self.sessions.pop(session.path, None):
            self.emit(session.sender, session.path, "org.freedesktop.portal.Session", "Closed", "", [])

    def request(self, message: Message, result: Callable[[], tuple[int, dict[str, Variant]]], dialog: str = "") -> str:
        """The handle of a request; its answer follows, behind the dialog if it needs one."""
        token = message.body[-1].get("handle_token", Variant("s", "t")).value
        handle = f"{PATH}/request/{_escaped(message.sender)}/{token}"
        if dialog:
            answer = self.plan.dialogs.pop(0) if self.plan.dialogs else "accept"
            self.tell({"dialog": dialog, "answer": answer})
            if answer == "wait":
                return handle
            if answer == "refuse":
                result = lambda: (1, {})  # noqa: E731

        def answer_now() -> None:
            code, results = result()
            self.emit(message.sender, handle, "org.freedesktop.portal.Request", "Response", "ua{sv}", [code, results])

        asyncio.get_running_loop().call_soon(answer_now)
        return handle

    def emit(self, to: str, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        """Say something to one connection, as portals do."""
        self.bus.send(
            Message(
                destination=to,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
                message_type=MessageType.SIGNAL,
            )
        )

    # ------------------------------------------------------------------------------------------- messages

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is MessageType.SIGNAL and message.member == "NameOwnerChanged":
            self._gone(message.body)
            return None
        if message.message_type is not MessageType.METHOD_CALL or not message.path.startswith(PATH):
            return None
        self.tell({"asked": message.member, "with": _plain(message.body)})
        if message.member in self.plan.hang:
            return True
        method = self.methods.get((message.interface, message.member))
        try:
            if method is None:
                if message.member == "Close":
                    return Message.new_method_return(message)
                raise RefusalError(f"{DBUS_ERROR}.UnknownMethod", f"No such method {message.member}")
            signature, answer = method
            if message.signature != signature:
                raise RefusalError(f"{DBUS_ERROR}.InvalidArgs", f"Type {message.signature!r} is not {signature!r}")
            app = ""
            if message.interface.startswith("org.freedesktop.portal."):
                app = self.apps.setdefault(message.sender, "")
            result = answer(message, app)
        except RefusalError as refusal:
            return Message.new_error(message, refusal.name, str(refusal))
        if isinstance(result, str):
            return Message.new_method_return(message, "o", [result])
        if isinstance(result, Variant):
            return Message.new_method_return(message, "v", [result])
        return Message.new_method_return(message)

    def _register(self, message: Message, _app: str) -> None:
        app = message.body[0]
        if message.sender in self.apps:
            raise RefusalError(f"{ERROR}.Failed", "Connection already associated with an application ID")
        if not _desktop_file(app):
            raise RefusalError(f"{ERROR}.Failed", "Can't create registered app")
        self.apps[message.sender] = app

    def _get(self, message: Message, _app: str) -> Variant:
        interface, name = message.body
        version = self.plan.versions.get(interface.rpartition(".")[2])
        if version is None or name != "version":
            raise RefusalError(f"{DBUS_ERROR}.InvalidArgs", "No such interface")
        return Variant("u", version)

    def _gone(self, body: list[str]) -> None:
        name, _, owner = body
        if not owner:
            self.apps.pop(name, None)
            for session in [each for each in self.sessions.values() if each.sender == name]:
                del self.sessions[session.path]
                self.tell({"ended": session.interface})


def _desktop_file(app: str) -> Path | None:
    """As GLib finds it: only if what it starts is there."""
    folders = [os.environ["XDG_DATA_HOME"], *os.environ.get("XDG_DATA_DIRS", "").split(":")]
    for folder in filter(None, folders):
        path = Path(folder) / "applications" / f"{app}.desktop"
        if path.is_file():
            lines = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
            return path if Path(lines["Exec"].split('"')[1]).exists() else None
    return None


def _escaped(sender: str) -> str:
    return sender.removeprefix(":").replace(".", "_")


def _plain(value: Any) -> Any:
    match value:
        case Variant():
            return _plain(value.value)
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
