"""The one running Holdfast of a user, and the words it takes from outside. Imports QtCore, QtNetwork, and the lock,
protocol and client beside it.

Whoever connects is believed only as far as a line of a known command. Everything is bounded: the length of a line,
how many are served at a time (the others wait in the queue of the system), and how long each may take.
"""

import json
import os
import socket
import struct
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.command_client import Reply, send
from app.command_protocol import MAX_LINE, RequestError, address, parse
from app.instance_lock import InstanceLock, private_folder

Handle = Callable[[str], Mapping[str, object] | None]
"""Carries out one command of `command_protocol.COMMANDS`, on the Qt thread; what it returns goes into the answer.

Raises RefusedError.
"""

SERVED_AT_ONCE = 16
PATIENCE_MS = 1_000
"""How long one client may take from connecting to having read its answer."""


class RefusedError(Exception):
    """The command cannot be carried out now. The message is a sentence for the user."""


class ListenError(Exception):
    """No command can reach this process. The message says why, and what to do."""


class CommandServer(QObject):
    """Keeps a second start out, and answers commands. `handle` may be set until the event loop runs."""

    def __init__(self, handle: Handle, where: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.handle = handle
        self._address = where or address()
        self._lock_path = _lock_path(self._address)
        self._lock = InstanceLock(self._lock_path)
        self._clients: set[_Client] = set()
        self._last_release = 0.0
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setListenBacklogSize(128)
        self._server.newConnection.connect(self._serve_waiting)

    def start(self, timeout: float = 10.0) -> Reply | None:
        """Become the one running Holdfast, or have that one show itself.

        None: this process is it, and listens. Otherwise the answer of the other, and there is nothing left to do
        here. Waits up to `timeout` seconds for another that is just starting or ending. Raises FolderError and
        ListenError.
        """
        private_folder(self._lock_path.parent)
        end = time.monotonic() + timeout
        while True:
            if self._claim():
                return None
            reply = send("show", max(0.1, end - time.monotonic()), self._address)
            if reply.answered or time.monotonic() >= end:
                return reply
            time.sleep(0.02)

    def close(self) -> None:
        """Listen no more, and let another Holdfast start. Idempotent."""
        self._server.close()
        for client in list(self._clients):
            client.drop()
        self._lock.release()

    def _claim(self) -> bool:
        if not self._lock.acquire():
            return False
        QLocalServer.removeServer(self._address)  # what a killed one left behind: nobody listens, we have the lock
        if not self._server.listen(self._address):
            why = self._server.errorString()
            self._lock.release()
            raise ListenError(f"Holdfast cannot listen at {self._address}: {why}.")
        return True

    def _serve_waiting(self) -> None:
        while len(self._clients) < SERVED_AT_ONCE and self._server.hasPendingConnections():
            connection = self._server.nextPendingConnection()
            if _is_somebody_else(connection):
                connection.abort()
                connection.deleteLater()
                continue
            client = _Client(connection, self._answer, self._forget, self)
            self._clients.add(client)
            client.read()

    def _forget(self, client: "_Client") -> None:
        self._clients.discard(client)
        client.deleteLater()
        QTimer.singleShot(0, self, self._serve_waiting)

    def _answer(self, line: bytes) -> dict[str, object]:
        try:
            command, started = parse(line)
            if self._came_late(command, started):
                return {"ok": True, "late": "The release of this press arrived before it."}
            return {"ok": True, **(self.handle(command) or {})}
        except (RequestError, RefusedError) as refused:
            return {"ok": False, "error": str(refused)}

    def _came_late(self, command: str, started: float | None) -> bool:
        """Whether this press belongs before a release that is already done: obeying it would leave the key stuck."""
        if started is None or sys.platform != "linux" or started > time.clock_gettime(time.CLOCK_BOOTTIME) + 1:
            return False
        if command in ("release", "cancel"):
            self._last_release = max(self._last_release, started)
        return command == "press" and started < self._last_release


class _Client(QObject):
    """One connection: reads a line, writes the answer, and is gone after `PATIENCE_MS` whatever the other side does."""

    def __init__(
        self,
        connection: QLocalSocket,
        answer: Callable[[bytes], dict[str, object]],
        gone: Callable[["_Client"], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._connection = connection
        self._answer = answer
        self._gone = gone
        self._answered = False
        self._dropped = False
        connection.setParent(self)
        connection.setReadBufferSize(MAX_LINE)
        connection.readyRead.connect(self.read)
        connection.disconnected.connect(self.drop)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self.drop)
        self._patience.start()

    def read(self) -> None:
        """Answer, once a whole line is here, or more than a line may have."""
        if self._answered:
            return
        whole = self._connection.canReadLine()
        if not whole and self._connection.bytesAvailable() < MAX_LINE:
            return
        self._answered = True
        line = bytes(self._connection.readLine(MAX_LINE + 1).data())
        answer = self._answer(line) if whole else {"ok": False, "error": f"No command is longer than {MAX_LINE} bytes."}
        self._connection.write(json.dumps(answer).encode("ascii") + b"\n")
        self._connection.flush()  # the command may have been "quit": no event loop may come to write this later
        self._connection.disconnectFromServer()

    def drop(self) -> None:
        """End it, whatever is still unsent. Idempotent: an aborted connection says that it is disconnected."""
        if self._dropped:
            return
        self._dropped = True
        self._patience.stop()
        self._connection.abort()
        self._gone(self)


def _lock_path(where: str) -> Path:
    """Beside the socket; a pipe is in no folder, so on Windows it is in the user's."""
    if sys.platform == "win32":
        return Path.home() / "AppData/Local/holdfast" / f"{where.rpartition(chr(92))[2]}.lock"
    return Path(where).with_suffix(".lock")


def _is_somebody_else(connection: QLocalSocket) -> bool:
    """Whether another user is at the other end, where the kernel tells (Linux: SO_PEERCRED, socket(7))."""
    if sys.platform != "linux":
        return False
    with socket.fromfd(int(connection.socketDescriptor()), socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, uid, _ = struct.unpack("3i", credentials)
    return bool(uid != os.getuid())
