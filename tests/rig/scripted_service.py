"""A WebSocket service on loopback that does what a test's script says, and a speaker who dictates to it.

For what happens on the wire. Words and vendors' manners are the business of `rig.simulators`.
"""

import asyncio
import json
import logging
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from providers.events import Ended, Event, Failed, Final, Finalized, Partial
from providers.feed import Feed, Item, Mark
from providers.recogniser import Recogniser

PATIENCE_S = 20.0
"""How long anything is waited for that is sure to come."""

KEY = "sk-scripted-0123456789abcdef"

SPEECH = b"\x21\x43" * 1600
"""100 ms of something that is not silence."""

SILENCE = bytes(6400)
"""200 ms, as behind every dictation."""


class Visit:
    """One connection, from the service's side."""

    def __init__(self, connection: ServerConnection, number: int) -> None:
        self.number = number
        """0 for the first."""
        self.connection = connection
        self.frames: list[str | bytes] = []
        self._came = asyncio.Condition()

    @property
    def audio(self) -> bytes:
        return b"".join(frame for frame in self.frames if isinstance(frame, bytes))

    @property
    def texts(self) -> list[str]:
        return [frame for frame in self.frames if isinstance(frame, str)]

    @property
    def key(self) -> str:
        return self.connection.request.headers["Authorization"]

    async def read(self) -> str | bytes:
        """The next frame."""
        frame = await self.connection.recv()
        self.frames.append(frame)
        async with self._came:
            self._came.notify_all()
        return frame

    async def arrived(self, part: str) -> None:
        """Wait until the script has read a text frame that holds `part`."""
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: any(part in text for text in self.texts))

    async def arrived_audio(self, size: int) -> None:
        """Wait until the script has read so many bytes of audio."""
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: len(self.audio) >= size)

    async def until(self, part: str) -> None:
        """Read until a text frame that holds `part`."""
        while True:
            frame = await self.read()
            if isinstance(frame, str) and part in frame:
                return

    async def until_audio(self, size: int) -> None:
        """Read until so many bytes of audio came."""
        while len(self.audio) < size:
            await self.read()

    async def say(self, **message: object) -> None:
        await self.connection.send(json.dumps(message))

    async def stay(self) -> None:
        """Read until the other side goes."""
        while True:
            await self.read()

    async def reset(self) -> None:
        """Break the connection, without any good-bye."""
        raw: socket.socket = self.connection.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.transport.abort()
        await self.connection.wait_closed()

    def fall_silent(self) -> None:
        """Read nothing and answer nothing from now on, not even a ping; the connection stays."""
        self.connection.transport.pause_reading()


_SILENT = logging.Logger("the service, silenced", logging.CRITICAL + 1)  # tests look at what the client's side logs

Script = Callable[[Visit], Awaitable[None]]


class ScriptedService:
    """An asynchronous context manager. `script` is run for each connection; what it raises, leaving raises."""

    def __init__(
        self,
        script: Script,
        *,
        tls: ssl.SSLContext | None = None,
        admit: Callable[[ServerConnection, Request], Awaitable[Response | None]] | None = None,
    ) -> None:
        self.visits: list[Visit] = []
        self._script = script
        self._tls = tls
        self._admit = admit
        self._problems: list[BaseException] = []
        self._server: Server | None = None
        self._came = asyncio.Condition()
        self._scripts: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._receive,
            "127.0.0.1",
            0,
            ssl=self._tls,
            compression=None,
            ping_interval=None,
            close_timeout=0.2,
            process_request=self._admit,
            logger=_SILENT,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        for visit in self.visits:
            visit.connection.transport.abort()
        for running in self._scripts:
            running.cancel()
        self._server.close()
        await self._server.wait_closed()
        if self._problems:
            raise self._problems[0]

    @property
    def port(self) -> int:
        assert self._server
        port: int = next(iter(self._server.sockets)).getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self.port}"

    async def visit(self, number: int) -> Visit:
        """The connection of that number, waiting for it if need be."""
        async with asyncio.timeout(PATIENCE_S), self._came:
            await self._came.wait_for(lambda: len(self.visits) > number)
        return self.visits[number]

    async def _receive(self, connection: ServerConnection) -> None:
        visit = Visit(connection, len(self.visits))
        async with self._came:
            self.visits.append(visit)
            self._came.notify_all()
        script = asyncio.ensure_future(self._script(visit))
        self._scripts.add(script)
        try:
            await script
        except (ConnectionClosed, asyncio.CancelledError):
            pass
        except Exception as error:
            self._problems.append(error)
        finally:
            self._scripts.discard(script)


class Speaker:
    """One dictation: what was said, and what came of it."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.feed = Feed(asyncio.get_running_loop())
        self.events: list[Event] = []
        self._changed = asyncio.Event()
        self.running = asyncio.create_task(recogniser.recognise(self.feed, self._hear))

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def _until(self, is_so: Callable[[Event], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not any(is_so(event) for event in self.events):
                self._changed.clear()
                await self._changed.wait()

    def put(self, *items: Item) -> "Speaker":
        for item in items:
            self.feed.put(item)
        return self

    def release(self) -> "Speaker":
        """Let the key go."""
        return self.put(SILENCE, Mark.FINALIZE)

    async def hears(self, event: Event | type[Event]) -> None:
        """Wait for an event, or one of a kind."""
        await self._until(lambda each: isinstance(each, event) if isinstance(event, type) else each == event)

    async def ends(self) -> list[Event]:
        """Wait until the recogniser is done with it; everything that was heard."""
        async with asyncio.timeout(PATIENCE_S):
            await self.running
        return self.events

    async def settles(self) -> list[Event]:
        """As the session does it: wait for what settles the dictation, close, and wait for the end."""
        await self._until(lambda event: isinstance(event, Finalized | Ended | Failed))
        self.put(Mark.CLOSE)
        return await self.ends()

    @property
    def text(self) -> str:
        """All finals."""
        return "".join(event.text for event in self.events if isinstance(event, Final))

    @property
    def said(self) -> list[Event]:
        """Everything but partials."""
        return [event for event in self.events if not isinstance(event, Partial)]

    @property
    def failure(self) -> Failed:
        """The failure that it ended with, the only one."""
        (failed,) = [event for event in self.events if isinstance(event, Failed)]
        assert self.events[-1] is failed
        assert not [event for event in self.events if isinstance(event, Ended)]
        return failed
