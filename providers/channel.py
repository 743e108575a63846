"""One open socket and the codec that speaks on it, from handshake to close. Imports the vocabulary and the codec; no
WebSocket library.

Frames go out in the order in which they are given. Frames that come in are read at once, whoever listens: the events
of each go to the listener of the moment, all together.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from .codec import Frame
from .events import Ended, Event, Failed, Final, Partial
from .socket_codec import SocketCodec

log = logging.getLogger(__name__)

Listener = Callable[[tuple[Event, ...]], None]
"""Takes the events of one frame, in order; none for a frame that says nothing."""


class Gone(Exception):  # noqa: N818 - reads as what it is
    """The socket is closed. `code` is the close code of the other side, None for a connection that broke."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Socket(Protocol):
    """What is asked of a WebSocket."""

    async def send(self, frame: Frame) -> None:
        """Send one message. Raises `Gone`."""

    async def receive(self) -> Frame:
        """The next message. Raises `Gone` behind the last one."""

    async def ping(self) -> None:
        """Returns when the other side has answered. Raises `Gone`."""

    async def close(self) -> None:
        """Close in good order, within a bounded time. Never raises."""

    def abort(self) -> None:
        """Drop the connection now."""


class Channel:
    """A socket with its codec. Belongs to the event loop on which it was made."""

    def __init__(self, socket: Socket, codec: SocketCodec) -> None:
        self.codec = codec
        self.position = 0
        """Samples sent, over all dictations."""
        self.opened = False
        """What the protocol wants said first was said."""
        self.closing = False
        """The end message was sent: nothing may follow."""
        self._socket = socket
        self._listener: Listener | None = None
        self._over = asyncio.Event()
        self._strays = 0
        self._reader = asyncio.create_task(self._read())

    @property
    def usable(self) -> bool:
        """Another dictation may begin on it, as far as anybody knows."""
        return not (self.closing or self._over.is_set())

    def listen(self, listener: Listener | None) -> None:
        """Give events to `listener` from now on; None: to nobody."""
        self._listener = listener

    async def open(self) -> None:
        """Say what the protocol wants said first. Raises `Gone`."""
        self.opened = True
        await self._send(self.codec.opening())

    async def audio(self, pcm: bytes) -> None:
        """Send a chunk. Raises `Gone`."""
        self.position += len(pcm) // 2
        await self._send(self.codec.audio(pcm))

    async def finalize(self, *, and_end: bool) -> None:
        """Ask for everything to become final; with `and_end`, the end message goes right behind. Raises `Gone`."""
        frames = self.codec.finalize()
        if and_end:
            frames += self._end_message()
        await self._send(frames)

    async def end(self) -> None:
        """Send the end message, if it was not sent before. Raises `Gone`."""
        await self._send(self._end_message())

    async def idle(self) -> None:
        """Keep the socket open without audio. Raises `Gone`."""
        await self._send(self.codec.idle())

    async def ping(self) -> None:
        """Returns when the other side's WebSocket has answered. Raises `Gone`."""
        await self._socket.ping()

    async def wait_until_over(self, limit: float) -> None:
        """Returns when the service has ended the stream, or the socket closed, or after `limit` seconds."""
        try:
            async with asyncio.timeout(limit):
                await self._over.wait()
        except TimeoutError:
            pass

    async def close(self) -> None:
        """Close the socket in good order, within a bounded time."""
        await self._socket.close()
        self._leave()

    def abort(self) -> None:
        """Drop the socket now."""
        self._socket.abort()
        self._leave()

    def _end_message(self) -> tuple[Frame, ...]:
        if self.closing:
            return ()
        self.closing = True
        return self.codec.closing()

    async def _send(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            await self._socket.send(frame)

    async def _read(self) -> None:
        try:
            while not self._over.is_set():  # behind the last word nobody waits for the socket to close
                self._hear(self.codec.receive(await self._socket.receive()))
        except Gone as gone:
            self._hear(self.codec.closed(gone.code, gone.reason))
        finally:
            self._over.set()

    def _hear(self, events: tuple[Event, ...]) -> None:
        if any(isinstance(event, Ended | Failed) for event in events):
            self._over.set()
        if self._listener:
            self._listener(events)
        else:
            self._strays += sum(isinstance(event, Final | Partial) and bool(event.text) for event in events)

    def _leave(self) -> None:
        """Say, once, what was odd. Never what was in it."""
        self._over.set()
        self._reader.cancel()
        service = self.codec.service
        if self.codec.oddities:
            log.warning("%s sent %d messages that are unknown or malformed", service, self.codec.oddities)
        if self._strays:
            log.warning("%s sent %d texts when no dictation was there to take them", service, self._strays)
        self.codec.oddities = self._strays = 0
