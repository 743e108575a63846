"""The fake portal's RemoteDesktop, keyboard only, with the rules of its restore tokens (xdp-session-persistence.c,
remote-desktop.c of xdg-desktop-portal 1.22)."""

import uuid

from dbus_fast import Message, Variant

from rig.portal.service import DBUS_ERROR, ERROR, RefusalError, Service

INTERFACE = "org.freedesktop.portal.RemoteDesktop"
KEYBOARD = 1


class RemoteDesktop:
    """Takes keys from apps that may press them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        service.methods |= {
            (INTERFACE, "CreateSession"): (
                "a{sv}",
                lambda message, app: service.create_session(message, app, INTERFACE),
            ),
            (INTERFACE, "SelectDevices"): ("oa{sv}", self._select),
            (INTERFACE, "Start"): ("osa{sv}", self._start),
            (INTERFACE, "NotifyKeyboardKeycode"): ("oa{sv}iu", self._key),
        }

    def _create(self, message: Message, app: str) -> str:
        return self._service.create_session(message, app, INTERFACE)

    def _select(self, message: Message, app: str) -> str:
        session = self._service.session(message, INTERFACE)
        if session.state:
            raise RefusalError(f"{DBUS_ERROR}.Failed", "Invalid state")
        options = {name: each.value for name, each in message.body[1].items()}
        token = options.get("restore_token", "")
        if token:
            try:
                uuid.UUID(token)
            except ValueError:
                text = "Restore token is not a valid UUID string"
                raise RefusalError(f"{ERROR}.InvalidArgument", text) from None
        grants = self._service.load()
        tokens = grants.get("tokens", {})
        restored = tokens.get(token) == app
        if restored:
            del tokens[token]  # it is good for once
            self._service.save({**grants, "tokens": tokens})
        persist = options.get("persist_mode", 0)
        session.state = {"types": options.get("types", 7), "persist": persist, "restored": restored}
        return self._service.request(message, lambda: (0, {}))

    def _start(self, message: Message, app: str) -> str:
        session = self._service.session(message, INTERFACE)
        if session.state.get("started"):
            raise RefusalError(f"{DBUS_ERROR}.Failed", "Can only start once")

        def start() -> tuple[int, dict[str, Variant]]:
            session.state["started"] = True
            results = {"devices": Variant("u", session.state.get("types", 0))}
            if session.state.get("persist") == 2:
                grants = self._service.load()
                token = str(uuid.uuid4())
                self._service.save({**grants, "tokens": {**grants.get("tokens", {}), token: app}})
                results["restore_token"] = Variant("s", token)
            return 0, results

        return self._service.request(message, start, "" if session.state.get("restored") else "remote desktop")

    def _key(self, message: Message, _app: str) -> None:
        session = self._service.session(message, INTERFACE)
        if not (session.state.get("started") and session.state["types"] & KEYBOARD):
            raise RefusalError(f"{DBUS_ERROR}.Failed", "Session is not allowed to call NotifyKeyboard methods")
        _, _, code, down = message.body
        self._service.tell({"key": code, "down": bool(down)})
