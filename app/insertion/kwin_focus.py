"""Which program has the focus on KWin. Imports jeepney and `wayland_focus`.

KWin has no protocol for it that every program may use, but it runs scripts (https://develop.kde.org/docs/plasma/kwin/),
and one of three lines calls us on the bus whenever another window becomes the active one. It is unloaded at the end,
and ends with KWin anyhow.
"""

import logging
import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call, new_method_return
from jeepney.auth import AuthenticationError
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from .wayland_focus import Focused

log = logging.getLogger(__name__)

_SCRIPT = """
function tell(w) {{ callDBus("{name}", "/", "{interface}", "Active", w ? w.pid : 0, w ? w.resourceClass : "",
                             w ? w.resourceName : "", w ? w.desktopFileName : ""); }}
workspace.windowActivated.connect(tell);
tell(workspace.activeWindow);
"""
_INTERFACE = "io.github.holdfast.Focus"
_SCRIPTING = DBusAddress("/Scripting", "org.kde.KWin", "org.kde.kwin.Scripting")
_LIMIT = 5.0
"""Seconds for an answer of KWin's."""


class KWinFocus:
    """Is told by KWin, on a thread of its own; until then, and where scripts are not to be had, nothing is known."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
        self._plugin = f"holdfast-focus-{os.getpid()}"
        self._focused: Focused | None = Focused()
        self._connection: DBusConnection | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="kwin-focus", daemon=True)
        self._thread.start()

    def look(self) -> Focused | None:
        """See Focus."""
        return self._focused

    def close(self) -> None:
        """See Focus. Leaves a KWin that hangs behind."""
        self._closed.set()
        if self._connection:
            with suppress(OSError):
                self._connection.send(new_method_call(_SCRIPTING, "unloadScript", "s", (self._plugin,)))
                self._connection.sock.shutdown(2)
        self._thread.join(1)

    def _listen(self) -> None:
        try:
            with (
                open_dbus_connection(self._address) as connection,
                tempfile.NamedTemporaryFile("w", prefix="holdfast-focus-", suffix=".js") as file,
            ):
                self._connection = connection
                file.write(_SCRIPT.format(name=connection.unique_name, interface=_INTERFACE))
                file.flush()
                self._load(connection, file.name)
                while not self._closed.is_set():
                    self._hear(connection, connection.receive())
        except (OSError, ValueError, AuthenticationError, LookupError) as error:
            if not self._closed.is_set():
                log.info("KWin does not tell who has the focus: %s", error or type(error).__name__)
        self._focused = Focused()

    def _load(self, connection: DBusConnection, path: str) -> None:
        """Raises OSError or LookupError."""
        (number,) = self._ask(connection, _SCRIPTING, "loadScript", "ss", path, self._plugin)
        script = DBusAddress(f"/Scripting/Script{number}", "org.kde.KWin", "org.kde.kwin.Script")
        # Who waits for the answer to this one misses the call that comes before it.
        connection.send(new_method_call(script, "run"))

    def _ask(
        self, connection: DBusConnection, to: DBusAddress, method: str, signature: str | None = None, *values: Any
    ) -> tuple[Any, ...]:
        call = new_method_call(to, method, signature, values)
        answer = connection.send_and_get_reply(call, timeout=_LIMIT)
        if answer.header.message_type is MessageType.error:
            raise LookupError(f"{method}: {answer.header.fields.get(HeaderFields.error_name)}")
        return tuple(answer.body)

    def _hear(self, connection: DBusConnection, message: Message) -> None:
        fields = message.header.fields
        if fields.get(HeaderFields.interface) != _INTERFACE or len(message.body) != 4:
            return
        process, *names = message.body
        unlike = tuple(dict.fromkeys(str(name) for name in names if name))
        self._focused = Focused(unlike, int(process), on_x11=None) if process else None
        connection.send(new_method_return(message))
