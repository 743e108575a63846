"""The fake portal's GlobalShortcuts, as measured on KWin 6.7 and GNOME Shell 50 (docs/decisions/0018-portals.md)."""

import asyncio
import time
from typing import Any

from dbus_fast import Message, Variant

from rig.portal.service import ERROR, PATH, RefusalError, Service, Session

INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
MODIFIERS = {f"{name}_{side}" for name in ("Control", "Alt", "Shift", "Super") for side in "LR"}


class Shortcuts:
    """Shortcuts of apps, and the keyboard that presses them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._held: dict[str, asyncio.Task[None] | None] = {}
        """The ids that are down, with what repeats them."""
        service.methods |= {
            (INTERFACE, "CreateSession"): ("a{sv}", self._create),
            (INTERFACE, "ListShortcuts"): ("oa{sv}", self._list),
            (INTERFACE, "BindShortcuts"): ("oa(sa{sv})sa{sv}", self._bind),
        }
        if service.plan.versions["GlobalShortcuts"] >= 2:
            service.methods[INTERFACE, "ConfigureShortcuts"] = ("osa{sv}", self._configure)

    @property
    def gnome(self) -> bool:
        return self._service.plan.desktop == "gnome"

    # ------------------------------------------------------------------------------------------- methods

    def _create(self, message: Message, app: str) -> str:
        if not app:
            raise RefusalError(f"{ERROR}.NotAllowed", "An app id is required")
        return self._service.create_session(message, app, INTERFACE)

    def _list(self, message: Message, app: str) -> str:
        session = self._service.session(message, INTERFACE)
        known = session.state.get("bound", {}) if self.gnome else self._granted(app)
        return self._service.request(message, lambda: (0, {"shortcuts": _shown(known)}))

    def _bind(self, message: Message, app: str) -> str:
        session = self._service.session(message, INTERFACE)
        wanted = {}
        for name, options in message.body[1]:
            if not name:
                raise RefusalError(f"{ERROR}.InvalidArgument", "Unexpected empty shortcut id")
            trigger = options.get("preferred_trigger", Variant("s", "")).value
            wanted[name] = {"description": options["description"].value, "trigger": trigger}
        granted = self._granted(app)
        new = {name: each for name, each in wanted.items() if name not in granted}

        def bind() -> tuple[int, dict[str, Variant]]:
            if self._service.plan.desktop == "kde5":
                return 0, {"shortcuts": Variant("a(sa{sv})", [])}
            if self.gnome and "bound" in session.state:
                return 2, {}
            self._grant(app, granted | new)
            session.state["bound"] = {name: (granted | new)[name] for name in wanted}
            return 0, {"shortcuts": _shown(session.state["bound"])}

        return self._service.request(message, bind, "shortcuts" if new else "")

    def _configure(self, message: Message, _app: str) -> None:
        self._service.session(message, INTERFACE)

    # ------------------------------------------------------------------------------------------- the keyboard

    def press(self, name: str) -> None:
        """The shortcut's keys go down."""
        if name in self._held or not (sessions := self._sessions(name)):
            return
        trigger = sessions[0].state["bound"][name]["trigger"]
        self._held[name] = None
        if not self.gnome and trigger in MODIFIERS:
            return  # KWin says both when it comes up
        self._say(name, "Activated")
        if self.gnome:
            self._held[name] = asyncio.ensure_future(self._repeat(name))

    def release(self, name: str) -> None:
        """They come up."""
        if name not in self._held:
            return
        self._stop(name)
        if not (sessions := self._sessions(name)):
            return
        trigger = sessions[0].state["bound"][name]["trigger"]
        if self.gnome and (trigger in MODIFIERS or "+" in trigger):
            return  # never said
        if not self.gnome and trigger in MODIFIERS:
            self._say(name, "Activated")
        self._say(name, "Deactivated")

    def another_key(self) -> None:
        """A key that belongs to no shortcut is pressed and released."""
        for name in list(self._held):
            if self.gnome:
                self._stop(name, forget=False)  # repeats of the shortcut end
            else:
                self._stop(name)
                self._say(name, "Deactivated")

    def retrigger(self, app: str, name: str, trigger: str) -> None:
        """The user has given the shortcut other keys, in the desktop's settings."""
        granted = self._granted(app)
        granted[name]["trigger"] = trigger
        self._grant(app, granted)
        for session in self._service.sessions.values():
            if session.interface == INTERFACE and name in session.state.get("bound", {}):
                session.state["bound"] = {each: granted[each] for each in session.state["bound"]}
                body = [session.path, _shown(session.state["bound"]).value]
                self._service.emit(session.sender, PATH, INTERFACE, "ShortcutsChanged", "oa(sa{sv})", body)

    async def _repeat(self, name: str) -> None:
        await asyncio.sleep(self._service.plan.repeat_after_s)
        while True:
            self._say(name, "Activated")
            await asyncio.sleep(self._service.plan.repeat_every_s)

    def _stop(self, name: str, forget: bool = True) -> None:
        if task := self._held[name]:
            task.cancel()
        self._held[name] = None
        if forget:
            del self._held[name]

    def _say(self, name: str, member: str) -> None:
        at = int(time.monotonic() * 1000) if self.gnome else 0
        for session in self._sessions(name):
            body = [session.path, name, at, {}]
            self._service.emit(session.sender, PATH, INTERFACE, member, "osta{sv}", body)

    def _sessions(self, name: str) -> list[Session]:
        """Those in which the shortcut is bound to keys."""
        return [
            each
            for each in self._service.sessions.values()
            if each.interface == INTERFACE and each.state.get("bound", {}).get(name, {}).get("trigger")
        ]

    # ------------------------------------------------------------------------------------------- grants

    def _granted(self, app: str) -> dict[str, dict[str, Any]]:
        return dict(self._service.load().get("shortcuts", {}).get(app, {}))

    def _grant(self, app: str, shortcuts: dict[str, dict[str, Any]]) -> None:
        grants = self._service.load()
        self._service.save({**grants, "shortcuts": {**grants.get("shortcuts", {}), app: shortcuts}})


def _shown(shortcuts: dict[str, dict[str, Any]]) -> Variant:
    rows = [
        [
            name,
            {
                "description": Variant("s", each["description"]),
                "trigger_description": Variant("s", each["trigger"].replace("CTRL", "Ctrl").replace("ALT", "Alt")),
            },
        ]
        for name, each in shortcuts.items()
    ]
    return Variant("a(sa{sv})", rows)
