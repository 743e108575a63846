"""An HTTP proxy on loopback, as a company has one: it finds hosts that nobody else can find."""

import asyncio
import contextlib
from typing import Self


class ConnectProxy:
    """Answers CONNECT (RFC 9110, 9.3.6). `hosts`: which port of this computer is meant by a name.

    `answer`: what it says instead, as a status line; None: it does its work.
    """

    def __init__(self, hosts: dict[str, int], answer: bytes | None = None) -> None:
        self.asked: list[str] = []
        self._hosts = hosts
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    @property
    def address(self) -> str:
        assert self._server
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._pipes.add(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            host = head.split()[1].decode()
            self.asked.append(host)
            if self._answer is not None:
                writer.write(self._answer)
                await writer.drain()
            else:
                await self._join(reader, writer, self._hosts[host.partition(":")[0]])
        writer.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()
            sink.close()

        await asyncio.gather(pipe(reader, back), pipe(there, writer))
