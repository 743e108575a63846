"""A connection to a D-Bus that can be asked with a deadline, and woken. Imports jeepney, and nothing of ours."""

import os
import selectors
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from jeepney import HeaderFields, MatchRule, Message, MessageType, message_bus
from jeepney.auth import AuthenticationError
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse

SEND_S = 1.0
"""A bus that takes no message for so long is treated like one that is gone."""
REPLY_S = 5.0
"""For the bus itself, when listening begins."""

Trouble = (OSError, DBusErrorResponse, AuthenticationError, KeyError, ValueError, RuntimeError)
"""What any method here may raise; TimeoutError is an OSError, the last three are jeepney's, of addresses that it cannot
use. The connection is of no use afterwards."""


class Waker:
    """Wakes a thread that waits for a connection. `wake` may be called from any thread."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        if sys.platform != "win32":  # where there is no D-Bus; the type checker looks at every system
            os.set_blocking(self._read, False)
            os.set_blocking(self._write, False)

    def wake(self) -> None:
        """End the waiting, or the next one."""
        with suppress(BlockingIOError):  # it is full: whoever waits is woken anyway
            os.write(self._write, b".")

    def wait(self, seconds: float | None, *others: int) -> None:
        """Until woken, until one of the file descriptors `others` is readable, or for so long."""
        with selectors.DefaultSelector() as selector:
            for each in (self._read, *others):
                selector.register(each, selectors.EVENT_READ)
            selector.select(seconds)
        with suppress(BlockingIOError):
            os.read(self._read, 4096)

    def close(self) -> None:
        """Nobody wakes or waits any more."""
        os.close(self._read)
        os.close(self._write)


class Connection:
    """One open connection, for use on one thread. Raises `Trouble`."""

    def __init__(self, address: str) -> None:
        """`address`: of the bus, or "SESSION"."""
        self._connection: DBusConnection = open_dbus_connection(address)
        self._connection.sock.settimeout(SEND_S)
        self._signals: deque[Message] = deque()

    def listen(self, *rules: MatchRule) -> None:
        """Hear of the signals that match."""
        for rule in rules:
            self._insist(message_bus.AddMatch(rule))

    def owned(self, name: str) -> bool:
        """Whether somebody has that name on this bus now."""
        return bool(self._insist(message_bus.NameHasOwner(name))[0])

    def ask(self, calls: Sequence[Message], until: float) -> list[tuple[object, ...] | None]:
        """The answers to `calls`, all sent at once; None for an error, and for what has not come at monotonic time
        `until`. An answer that comes later is dropped."""
        serials = [next(self._connection.outgoing_serial) for _ in calls]
        for serial, call in zip(serials, calls, strict=True):
            self._connection.send(call, serial=serial)
        answers: dict[int, tuple[object, ...] | None] = {}
        missing = set(serials)
        while missing and (message := self._receive(until - time.monotonic())):
            serial = message.header.fields.get(HeaderFields.reply_serial, -1)
            if serial in missing:
                missing.discard(serial)
                good = message.header.message_type is MessageType.method_return
                answers[serial] = tuple(message.body) if good else None
        return [answers.get(serial) for serial in serials]

    def serve(self, waker: Waker, hear: Callable[[Message], None], until: float | None = None) -> None:
        """Hear signals, until woken or until monotonic time `until`."""
        while self._receive(0.0):
            pass
        if not self._signals:
            seconds = None if until is None else max(0.0, until - time.monotonic())
            waker.wait(seconds, self._connection.sock.fileno())
        self.hear(hear)

    def hear(self, hear: Callable[[Message], None]) -> None:
        """Hear the signals that are there already."""
        while self._receive(0.0):
            pass
        while self._signals:
            hear(self._signals.popleft())

    def close(self) -> None:
        """Give it back."""
        self._connection.close()

    def _insist(self, call: Message) -> tuple[object, ...]:
        (answer,) = self.ask([call], time.monotonic() + REPLY_S)
        if answer is None:
            raise TimeoutError("The bus does not answer.")
        return answer

    def _receive(self, seconds: float) -> Message | None:
        try:
            message: Message = self._connection.receive(timeout=max(0.0, seconds))
        except TimeoutError:
            return None
        if message.header.message_type is MessageType.signal:
            self._signals.append(message)
        return message
