"""The services' recogniser: keys, sockets, and which dictation gets which socket. The only importer of websockets.

One socket serves one dictation, unless the user keeps connections: then a socket whose text is beyond doubt waits for
the next press, with whatever the protocol has for keeping it open.

Nothing that websockets knows is ever logged by it: not the handshake, which holds the key, nor frames, which hold what
was said.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidProxy,
    InvalidProxyStatus,
    InvalidStatus,
    ProxyError,
    WebSocketException,
)
from websockets.proxy import get_proxy, parse_proxy
from websockets.uri import parse_uri

from .channel import Channel, Gone
from .codec import Frame, Handshake
from .errors import Failure, FailureKind, NoKey
from .events import Failed
from .feed import Feed
from .key_source import ask_for_key
from .recogniser import Emit
from .shelf import Shelf
from .socket_codec import SocketCodec
from .socket_dictation import Deadlines, SocketDictation
from .tape import Tape
from .unreachable import connect_failure, too_slow
from .wire import OptionError, is_loopback

log = logging.getLogger(__name__)

LARGEST_MESSAGE = 8 * 2**20
"""Bytes. Services send some kilobytes; what is larger is no transcript."""

_SILENT = logging.Logger("websockets, silenced", logging.CRITICAL + 1)  # reachable by no logging configuration


class Refused(Exception):  # noqa: N818 - reads as what it is
    """There is no socket to be had."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class LinkRecogniser:
    """A `Recogniser` over WebSockets.

    A FINALIZE is the end of a dictation here: speech behind it, in the same feed, fails. Where connections are kept
    it goes on, as long as the services' answers are beyond doubt.
    """

    def __init__(
        self,
        make_codec: Callable[[], SocketCodec],
        key: Callable[[], str],
        *,
        keep_open_s: float = 0.0,
        deadlines: Deadlines | None = None,
    ) -> None:
        """`make_codec` makes one codec for each socket. `key` is asked for each, on a thread of its own: it may block,
        and raise `NoKey`. `keep_open_s`: how long a socket waits for the next dictation."""
        self._make_codec = make_codec
        self._key = key
        self._deadlines = deadlines or Deadlines()
        self._shelf = Shelf(keep_open_s, self._deadlines.end)
        self._tls: ssl.SSLContext | None = None

    async def prepare(self) -> None:
        """Read the system's trusted certificates. No service is spoken to before the first press."""
        await self._trust()

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        """See `Recogniser`. Begins to connect at once; what is spoken meanwhile waits in the feed."""
        tape = Tape(feed)
        if kept := self._shelf.take():
            if await self._dictate(kept, tape, emit):
                return
            log.info("The connection to %s that was kept is dead; a new one is opened", kept.codec.service)
            tape.rewind()
        try:
            channel = await self._open()
        except Refused as refused:
            emit(Failed(refused.failure))
            return
        await self._dictate(channel, tape, emit)

    def wake(self) -> None:
        """See `Recogniser`. Drops the socket that is kept; those in use are noticed by their pings, or by whoever
        started the streams."""
        self._shelf.drop()

    async def aclose(self) -> None:
        """Close the socket that is kept, if any, in good order."""
        await self._shelf.clear()

    async def _dictate(self, channel: Channel, tape: Tape, emit: Emit) -> bool:
        """False: the socket was dead from the start, and nothing was emitted."""
        keep = self._shelf.has_room_for(channel)
        dictation = SocketDictation(channel, tape, emit, self._deadlines, keep=keep)
        try:
            end = await dictation.run()
            if end is None:
                return False
            emit(end)
            if dictation.kept:
                self._shelf.put(channel)
            else:
                await channel.close()
        finally:
            if not dictation.kept:
                channel.abort()
        return True

    async def _open(self) -> Channel:
        """A new socket. Raises `Refused`."""
        codec = self._make_codec()
        try:
            handshake = codec.endpoint(await ask_for_key(self._key, self._deadlines.key))
        except (NoKey, OptionError) as error:
            raise Refused(Failure(FailureKind.AUTH, f"{codec.service}: {error}")) from None
        tls = await self._trust() if urlsplit(handshake.url).scheme == "wss" else None
        return Channel(await open_socket(codec, handshake, self._deadlines, tls), codec)

    async def _trust(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = await asyncio.to_thread(ssl.create_default_context)
        return self._tls


# ------------------------------------------------------------------------------------------------ the socket


class WebSocket:
    """A `channel.Socket`."""

    def __init__(self, connection: ClientConnection, ping_answer: float) -> None:
        self._connection = connection
        self._ping_answer = ping_answer

    async def send(self, frame: Frame) -> None:
        try:
            await self._connection.send(frame)
        except ConnectionClosed as closed:
            raise self._gone(closed) from None

    async def receive(self) -> Frame:
        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            raise self._gone(closed) from None

    async def ping(self) -> None:
        try:
            await (await self._connection.ping())
        except ConnectionClosed as closed:
            raise self._gone(closed) from None

    async def close(self) -> None:
        await self._connection.close()

    def abort(self) -> None:
        self._connection.transport.abort()

    def _gone(self, closed: ConnectionClosed) -> Gone:
        if closed.sent and not closed.rcvd_then_sent and closed.sent.code != 1000:  # we were the ones who gave up
            timeout = closed.sent.code == 1011
            limit = self._ping_answer
            return Gone(None, f"no answer for {limit:g} seconds" if timeout else "it sent what is no valid message")
        return Gone(closed.rcvd.code if closed.rcvd else None, closed.rcvd.reason if closed.rcvd else "")


class _Connect(connect):
    """Follows no redirect: the services have none, and the key and the speech are for nobody else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def open_socket(
    codec: SocketCodec, handshake: Handshake, deadlines: Deadlines, tls: ssl.SSLContext | None
) -> WebSocket:
    """Connect; `tls` for a wss:// address only. Raises `Refused`, with everything that can go wrong as a failure."""
    service = codec.service
    parts = urlsplit(handshake.url)
    host = parts.hostname or ""
    where = f"{host}:{parts.port}" if parts.port else host
    proxy = proxy_name = None
    try:
        if not is_loopback(host):  # a proxy would look for it on its own computer
            proxy = get_proxy(parse_uri(handshake.url))
        if proxy:
            proxy_parts = parse_proxy(proxy)
            proxy_name = f"{proxy_parts.host}:{proxy_parts.port}"
        connection = await _Connect(
            handshake.url,
            additional_headers=handshake.headers,
            user_agent_header="holdfast",
            compression=None,
            proxy=proxy,
            open_timeout=deadlines.connect,
            close_timeout=deadlines.close,
            ping_interval=deadlines.ping_every,
            ping_timeout=deadlines.ping_answer,
            max_size=LARGEST_MESSAGE,
            logger=_SILENT,
            ssl=tls,
        )
    except TimeoutError:
        raise Refused(too_slow(service, where, deadlines.connect, proxy_name)) from None
    except (OSError, UnicodeError) as error:
        raise Refused(connect_failure(service, where, error, proxy_name)) from None
    except InvalidStatus as error:
        answer = error.response
        headers = dict(answer.headers.raw_items())
        raise Refused(codec.refused(answer.status_code, headers, bytes(answer.body))) from None
    except (WebSocketException, ImportError) as error:
        raise Refused(_handshake_failure(service, where, error, proxy_name)) from None
    return WebSocket(connection, deadlines.ping_answer)


def _handshake_failure(service: str, where: str, error: WebSocketException | ImportError, proxy: str | None) -> Failure:
    """What went wrong between the connection and the WebSocket. The library's own words may quote headers."""
    kind = FailureKind.NETWORK
    match error:
        case InvalidProxyStatus() if error.response.status_code == 407:
            told = f"the proxy {proxy} wants a user name and password: add them in the environment"
        case InvalidProxyStatus():
            told = f"the proxy {proxy} does not let us through to {where} (status {error.response.status_code})"
        case InvalidProxy():
            told = "the proxy that the environment names (HTTPS_PROXY or the like) is no address of a proxy"
        case ProxyError():
            told = f"the proxy {proxy} that the environment names does not answer like a proxy"
        case ImportError():
            told = f"the SOCKS proxy {proxy} needs the Python package python-socks. Install it, or use an HTTP proxy"
        case InvalidMessage() if isinstance(error.__cause__, EOFError):
            told = f"{where} closed the connection instead of answering"
        case InvalidHandshake():
            kind, told = FailureKind.PROTOCOL, f"{where} is no WebSocket service: is the endpoint right?"
        case _:
            kind, told = FailureKind.PROTOCOL, f"{where} cannot be connected to"
    return Failure(kind, f"{service}: {told}")
