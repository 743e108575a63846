"""Speaks on a D-Bus, on a thread of its own. Imports jeepney, and nothing of ours.

jeepney rather than QtDBus: that one aborts the process on some messages, and keyring brings jeepney along anyway.
"""

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
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


class Reconnect(Exception):  # noqa: N818 - an order, no error
    """Raised by whoever was called on the listener's thread: leave the bus, and come back after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again after {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Signal:
    """Which signals are meant; None: any."""

    interface: str
    member: str | None = None
    path: str | None = None
    sender: str | None = None
    """The well-known name of who may say it. The bus sees to that: messages only hold unique names."""
    arg0: str | None = None
    """What its first argument is."""

    def rule(self, at_bus: bool) -> MatchRule:
        """For the bus, or for what it delivers."""
        sender = self.sender if at_bus else None
        made = MatchRule(type="signal", interface=self.interface, member=self.member, path=self.path, sender=sender)
        if self.arg0 is not None:
            made.add_arg_condition(0, self.arg0)
        return made


class Bus:
    """An open connection, for use on its own thread only."""

    def __init__(self, connection: DBusConnection, messages: deque[Message]) -> None:
        self._connection = connection
        self._messages = messages

    @property
    def name(self) -> str:
        """What the bus calls us (":1.42")."""
        return str(self._connection.unique_name)

    def call(
        self, address: DBusAddress, method: str, signature: str | None = None, *arguments: Any, seconds: float = REPLY_S
    ) -> Any:
        """The reply's values. Raises one of `Trouble`."""
        reply = self._connection.send_and_get_reply(
            new_method_call(address, method, signature, arguments), timeout=seconds
        )
        if reply.header.message_type is MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body

    def call_all(self, address: DBusAddress, calls: Sequence[tuple[str, str, tuple[Any, ...]]]) -> None:
        """Make these calls (method, signature, arguments), all of them before the first answer is waited for. Raises
        one of `Trouble`, the first."""
        answers: deque[Message] = deque()
        with ExitStack() as stack:
            for kind in ("method_return", "error"):
                stack.enter_context(self._connection.filter(MatchRule(type=kind), queue=answers))
            for method, signature, arguments in calls:
                self._connection.send(new_method_call(address, method, signature, arguments))
            end = time.monotonic() + REPLY_S
            while len(answers) < len(calls):  # nothing else is asked meanwhile
                self._connection.recv_messages(timeout=max(0.0, end - time.monotonic()))
        for answer in answers:
            if answer.header.message_type is MessageType.error:
                raise DBusErrorResponse(answer)

    def property(self, address: DBusAddress, name: str) -> Any:
        """A property's value. Raises one of `Trouble`."""
        message = Properties(address).get(name)
        reply = self._connection.send_and_get_reply(message, timeout=REPLY_S)
        if reply.header.message_type is MessageType.error:
            raise DBusErrorResponse(reply)
        return reply.body[0][1]

    def listen(self, signal: Signal, stack: ExitStack) -> None:
        """Hear of these signals from now on, as long as `stack` is open. Raises one of `Trouble`."""
        stack.enter_context(self._connection.filter(signal.rule(at_bus=False), queue=self._messages))
        Proxy(message_bus, self._connection, timeout=REPLY_S).AddMatch(signal.rule(at_bus=True))

    def wait_for(self, wanted: Callable[[Message], bool], seconds: float) -> Message:
        """The first signal that is wanted, of those that came or come; the others are heard later. Raises one of
        `Trouble`, TimeoutError after `seconds`."""
        end = time.monotonic() + seconds
        seen = 0
        while True:
            for place in range(seen, len(self._messages)):
                if wanted(self._messages[place]):
                    message = self._messages[place]
                    del self._messages[place]
                    return message
            seen = len(self._messages)
            self._connection.recv_messages(timeout=max(0.0, end - time.monotonic()))

    def heard(self) -> Iterator[Message]:
        """The signals that are here, without waiting."""
        while True:
            while self._messages:
                yield self._messages.popleft()
            try:
                self._connection.recv_messages(timeout=0)
            except TimeoutError:
                return


Work = Callable[[Bus], None]
"""What is to be done on the bus's thread."""


def member(message: Message) -> str:
    """Which signal it is."""
    return str(message.header.fields[HeaderFields.member])


def path(message: Message) -> str:
    """Which object says it."""
    return str(message.header.fields[HeaderFields.path])


class BusListener:
    """A thread that is connected to a bus whenever there is one."""

    def __init__(
        self,
        bus: Literal["SYSTEM", "SESSION"],
        signals: Sequence[Signal],
        connected: Callable[[Bus, ExitStack], None],
        hear: Callable[[Bus, Message], None],
        none: Callable[[], None] = lambda: None,
    ) -> None:
        """`connected` is called behind each connect: ask there what is so already, and listen for more than `signals`.
        What it or `hear` raise of `Trouble` ends the connection, as `Reconnect` does. `none` is called when there
        is no bus. All are called on the listener's thread."""
        self._bus: Literal["SYSTEM", "SESSION"] = bus
        self._signals = signals
        self._connected = connected
        self._hear = hear
        self._none = none
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._wake: socket.socket | None = None
        self._work: deque[Work] = deque()
        self._thread = threading.Thread(target=self._run, name=f"{bus.lower()}-bus", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def post(self, work: Work) -> bool:
        """From any thread: do `work` on the listener's. False if there is no connection now; what is not done when one
        ends never is."""
        with self._lock:
            if not self._wake:
                return False
            self._work.append(work)
            self._wake.send(b"w")
            return True

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
        told = ""
        while not self._stopped.is_set():
            seconds = AGAIN_S
            try:
                self._listen()
            except Reconnect as again:
                seconds, told = again.seconds, ""
            except (*Trouble, KeyError, ValueError, RuntimeError) as error:  # jeepney's, of addresses it cannot use
                if not self._stopped.is_set():
                    why = type(error).__name__
                    if why != told:  # once, not twice a minute on a computer that has none
                        log.info("No %s bus (%s)", self._bus.lower(), why)
                    told = why
                    self._none()
            self._stopped.wait(seconds)

    def _listen(self) -> None:
        messages: deque[Message] = deque()
        with ExitStack() as stack:
            connection = stack.enter_context(open_dbus_connection(self._bus, enable_fds=True))
            ours, theirs = (stack.enter_context(end) for end in socket.socketpair())
            for end in (ours, theirs):
                end.setblocking(False)
            waiting = stack.enter_context(selectors.DefaultSelector())
            waiting.register(connection.sock, selectors.EVENT_READ)
            waiting.register(ours, selectors.EVENT_READ)
            with self._lock:
                if self._stopped.is_set():  # while this was connecting, when there was nothing to shut down yet
                    return
                self._socket, self._wake = connection.sock, theirs
            stack.callback(self._forget)
            bus = Bus(connection, messages)
            for signal in self._signals:
                bus.listen(signal, stack)
            self._connected(bus, stack)
            while not self._stopped.is_set():
                self._do_work(bus)
                for message in bus.heard():  # last: what works reads messages, too, and leaves them here
                    self._hear(bus, message)
                waiting.select()
                with suppress(BlockingIOError):
                    ours.recv(4096)

    def _do_work(self, bus: Bus) -> None:
        while True:
            with self._lock:
                if not self._work:
                    return
                work = self._work.popleft()
            work(bus)

    def _forget(self) -> None:
        with self._lock:
            self._socket = self._wake = None
            self._work.clear()
