"""A service on loopback: WebSocket server, thread and clock around a `Session`. The only module here with sockets."""

import asyncio
import contextlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from rig.simulators.bad_day import GOOD_DAY, BadDay
from rig.simulators.replies import Answered, Close, FallSilent, Refusal, Reply, Reset, Say, Wait
from rig.simulators.session import Conditions, Session
from rig.simulators.stream import Stream

KEY = "test-key-5f3c9b"
"""The one key that every simulator knows, unless told otherwise."""

_LOG = logging.getLogger("rig.simulators")
_LOG.setLevel(logging.CRITICAL)  # what clients do wrong is in `violations`; that they come and go is no news


class Simulator:
    """One simulated service for as long as the `with` block. `day` may be changed for streams that come later."""

    def __init__(
        self,
        service: type[Session],
        *,
        key: str = KEY,
        day: BadDay = GOOD_DAY,
        answer_delay_s: float = 0.0,
        check_pace: bool = True,
        idle_limit_s: float | None = None,
        port: int = 0,
    ) -> None:
        """`answer_delay_s` passes between finalize and its answer; `idle_limit_s` replaces the service's own."""
        self.service = service
        self.key = key
        self.day = day
        self.answer_delay_s = answer_delay_s
        self.check_pace = check_pace
        self.idle_limit_s = idle_limit_s or service.idle_limit_s
        self.violations: list[str] = []
        """Everything that clients did and the vendor's pages forbid or advise against."""
        self.streams: list[Stream] = []
        """What was heard, a stream for each handshake."""
        self.port = port
        self._sessions: dict[Any, Session] = {}
        self._bugs: list[Exception] = []
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=f"simulator of {service.provider}", daemon=True)

    @property
    def endpoint(self) -> str:
        """ws:// with host and port, without a path: what a custom endpoint takes."""
        return f"ws://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """ws:// with the service's first path, without a query."""
        return self.endpoint + self.service.paths[0]

    @property
    def heard(self) -> str:
        """All words of all streams, with spaces between."""
        return " ".join(stream.text for stream in self.streams if stream.text)

    def wait_closed(self, seconds: float = 5.0) -> None:
        """Until every socket so far is gone: only then is all that was sent in `violations`. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while any(stream.refused is None and stream.closed is None for stream in self.streams):
            if time.monotonic() > end:
                raise TimeoutError(f"a socket of the simulator of {self.service.provider} is still open")
            time.sleep(0.002)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10) or self._bugs:
            raise RuntimeError(f"the simulator of {self.service.provider} did not start: {self._bugs}")
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(20)
        if self._thread.is_alive() or self._bugs:
            raise RuntimeError(f"the simulator of {self.service.provider} has a bug: {self._bugs or 'it hangs'}")

    # ------------------------------------------------------------------------------------------ its own thread

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            try:
                runner.run(self._serve())
            except OSError as trouble:
                self._bugs.append(trouble)
                self._ready.set()

    async def _serve(self) -> None:
        server: Server
        async with serve(
            self._handle,
            "127.0.0.1",
            self.port,
            process_request=self._shake_hands,
            ping_interval=None,
            close_timeout=1,
            logger=_LOG,
            max_size=2**24,
        ) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._ready.set()
            await self._stopping.wait()
            for connection in server.connections:  # half-open ones would make the server wait
                connection.transport.abort()

    async def _shake_hands(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        query = parse_qsl(parts.query, keep_blank_values=True)
        number = len(self.streams)
        stream = Stream(number, parts.path, query, list(request.headers.raw_items()), time.monotonic())
        self.streams.append(stream)
        day = self.day
        if day.first_streams is not None and number >= day.first_streams:
            day = GOOD_DAY
        conditions = Conditions(self.key, day, self.answer_delay_s, self.check_pace)
        try:
            session = self.service(stream, conditions, self.violations.append)
            await asyncio.sleep(day.slow_handshake_s)
            refusal = session.admit()
        except Exception as bug:
            self._bugs.append(bug)
            raise
        if refusal is None:
            self._sessions[connection.id] = session
            return None
        stream.refused = refusal.status
        return _response(refusal)

    async def _handle(self, connection: ServerConnection) -> None:
        session = self._sessions.pop(connection.id)
        replies: asyncio.Queue[Reply] = asyncio.Queue()
        writer = asyncio.create_task(self._write(connection, replies))
        try:
            await self._read(connection, session, replies)
        except ConnectionClosed:
            pass
        except Exception as bug:
            self._bugs.append(bug)
            raise
        finally:
            session.stream.closed = (connection.close_code, connection.close_reason or "")
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await writer

    async def _read(self, connection: ServerConnection, session: Session, replies: asyncio.Queue[Reply]) -> None:
        _put(replies, session.opened())
        while True:
            try:
                async with asyncio.timeout(None if session.over else self.idle_limit_s):
                    frame = await connection.recv()
            except TimeoutError:
                answer = session.gave_up()
            else:
                answer = session.receive(frame, time.monotonic())
            _put(replies, answer)
            if any(isinstance(reply, FallSilent) for reply in answer):
                await self._stopping.wait()

    async def _write(self, connection: ServerConnection, replies: asyncio.Queue[Reply]) -> None:
        while True:
            match await replies.get():
                case Say(payload):
                    await connection.send(payload)
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Answered(finalize):
                    finalize.answered = time.monotonic()
                case Close(None):
                    async with connection.send_context():
                        connection.protocol.send_close()
                case Close(int(code), reason):
                    await connection.close(code, reason)
                case Reset():
                    raw: socket.socket = connection.transport.get_extra_info("socket")
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.transport.abort()
                case FallSilent():
                    connection.transport.pause_reading()
                    await self._stopping.wait()


def _put(queue: asyncio.Queue[Reply], replies: Sequence[Reply]) -> None:
    for reply in replies:
        queue.put_nowait(reply)


def _response(refusal: Refusal) -> Response:
    headers = Headers(refusal.headers)
    headers["Connection"] = "close"
    headers["Content-Length"] = str(len(refusal.body))
    return Response(refusal.status, HTTPStatus(refusal.status).phrase, headers, refusal.body)
