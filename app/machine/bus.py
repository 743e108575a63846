"""Listens to a D-Bus. Imports jeepney, and nothing of ours.

jeepney rather than QtDBus: that one aborts the process on some messages, and keyring brings jeepney along anyway.
"""

import logging
import socket
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from typing import Any, Literal

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.auth import AuthenticationError
from jeepney.io.blocking import DBusConnection, Proxy, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse

log = logging.getLogger(__name__)

REPLY_S = 5.0
"""For an answer on the bus."""

AGAIN_S = 30.0
"""A bus that is not there, or went away, is looked for again after this."""

Trouble = (OSError, DBusErrorResponse, AuthenticationError)
"""What a call on a bus may raise; TimeoutError is an OSError."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Which signals are meant; None: any."""

    interface: str
    member: str | None = None
    path: str | None = None
    sender: str | None = None
    """The well-known name of who may say it. The bus sees to that: messages only hold unique names."""


class Bus:
    """An open connection, for use on its own thread only."""

    def __init__(self, connection: DBusConnection, messages: deque[Message]) -> None:
        self._connection = connection
        self._messages = messages

    def call(self, address: DBusAddress, method: str, signature: str | None = None, *arguments: Any) -> Any:
        """The reply's values. Raises one of `Trouble`."""
        reply = self._connection.send_and_get_reply(
            new_method_call(address, method, signature, arguments), timeout=REPLY_S
        )
        if reply.header.message_type is MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body

    def property(self, address: DBusAddress, name: str) -> Any:
        """A property's value. Raises one of `Trouble`."""
        message = Properties(address).get(name)
        reply = self._connection.send_and_get_reply(message, timeout=REPLY_S)
        if reply.header.message_type is MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body[0][1]

    def listen(self, signal: Signal, stack: ExitStack) -> None:
        """Hear of these signals from now on, as long as `stack` is open. Raises one of `Trouble`."""
        here = MatchRule(type="signal", **asdict(signal) | {"sender": None})
        stack.enter_context(self._connection.filter(here, queue=self._messages))
        Proxy(message_bus, self._connection, timeout=REPLY_S).AddMatch(MatchRule(type="signal", **asdict(signal)))


def member(message: Message) -> str:
    """Which signal it is."""
    return str(message.header.fields[HeaderFields.member])


class BusListener:
    """A thread that is connected to a bus whenever there is one."""

    def __init__(
        self,
        bus: Literal["SYSTEM", "SESSION"],
        signals: Sequence[Signal],
        connected: Callable[[Bus, ExitStack], None],
        hear: Callable[[Bus, Message], None],
    ) -> None:
        """`connected` is called behind each connect: ask there what is so already, and listen for more than `signals`.
        What it or `hear` raise of `Trouble` ends the connection. Both are called on the listener's thread."""
        self._bus: Literal["SYSTEM", "SESSION"] = bus
        self._signals = signals
        self._connected = connected
        self._hear = hear
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name=f"{bus.lower()}-bus", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End, within the time of one call."""
        self._stopped.set()
        with self._lock:
            if self._socket:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(REPLY_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except (*Trouble, KeyError, ValueError, RuntimeError) as error:  # jeepney's, of addresses it cannot use
                if not self._stopped.is_set():
                    log.info("No %s bus (%s)", self._bus.lower(), type(error).__name__)
            self._stopped.wait(AGAIN_S)

    def _listen(self) -> None:
        messages: deque[Message] = deque()
        with ExitStack() as stack:
            connection = stack.enter_context(open_dbus_connection(self._bus, enable_fds=True))
            with self._lock:
                self._socket = connection.sock
            stack.callback(self._forget)
            bus = Bus(connection, messages)
            for signal in self._signals:
                bus.listen(signal, stack)
            self._connected(bus, stack)
            while not self._stopped.is_set():
                while messages:
                    self._hear(bus, messages.popleft())
                connection.recv_messages()

    def _forget(self) -> None:
        with self._lock:
            self._socket = None
