"""The link on real sockets: how it connects, through what, and what it says when it cannot."""

import asyncio
import http
import logging
import socket
import ssl
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from providers.errors import FailureKind, NoKey
from providers.events import Final, Finalized
from rig.connect_proxy import ConnectProxy
from rig.dictating_to import DEADLINES, good, link, tasks
from rig.scripted_service import KEY, SPEECH, ScriptedService, Speaker

NAME = "speech.example"
"""A host of which only a proxy knows."""

PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "WSS_PROXY", "WS_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def authority():
    return trustme.CA()


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    """The system trusts this authority."""
    file = tmp_path / "trusted.pem"
    authority.cert_pem.write_to_path(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


def tls(authority, *names, **more):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    return context


async def speak(recogniser):
    """One whole dictation; everything that was said to it."""
    try:
        return await Speaker(recogniser).put(SPEECH).release().settles()
    finally:
        await recogniser.aclose()


async def failure_of(recogniser):
    speaker = Speaker(recogniser).put(SPEECH).release()
    await speaker.ends()
    await recogniser.aclose()
    assert tasks() == []
    assert KEY not in speaker.failure.failure.detail
    return speaker.failure.failure


def words(events):
    return "".join(event.text for event in events if isinstance(event, Final))


# ------------------------------------------------------------------------------------------------ a good day


def test_what_was_said_before_the_socket_was_open_arrives_whole_and_in_order():
    async def run():
        async with ScriptedService(good) as service:
            spoken = [bytes([number]) * 3200 for number in range(1, 30)]
            speaker = Speaker(link(service.url)).put(*spoken).release()
            events = await speaker.settles()
            assert words(events) == "good words"
            assert Finalized() in events
            visit = await service.visit(0)
            assert visit.audio == b"".join(spoken) + bytes(6400)
            assert visit.key == f"Token {KEY}"
            assert "Sec-WebSocket-Extensions" not in visit.connection.request.headers  # PCM does not compress
            assert tasks() == []

    asyncio.run(run())


def test_each_dictation_has_its_socket_and_each_socket_its_key():
    keys = iter(["sk-first-0123456789", "sk-second-0123456789"])

    async def run():
        async with ScriptedService(good) as service:
            recogniser = link(service.url, key=lambda: next(keys))
            await speak(recogniser)
            await speak(recogniser)
            assert [visit.key for visit in service.visits] == [
                "Token sk-first-0123456789",
                "Token sk-second-0123456789",
            ]

    asyncio.run(run())


# ------------------------------------------------------------------------------------------------ TLS


@pytest.mark.usefixtures("trusted")
def test_a_certificate_that_the_system_trusts_is_good(authority):
    async def run():
        async with ScriptedService(good, tls=tls(authority, "127.0.0.1")) as service:
            assert words(await speak(link(service.url))) == "good words"

    asyncio.run(run())


@pytest.mark.parametrize("why", ["unknown authority", "another name", "expired"])
def test_a_certificate_that_is_not_good_is_refused_and_nothing_is_said(authority, why, request, monkeypatch):
    if why != "unknown authority":
        request.getfixturevalue("trusted")
    name = "elsewhere.example" if why == "another name" else "127.0.0.1"
    more = {}
    if why == "expired":
        from datetime import UTC, datetime

        more = {"not_after": datetime(2020, 1, 1, tzinfo=UTC), "not_before": datetime(2019, 1, 1, tzinfo=UTC)}

    async def run():
        async with ScriptedService(good, tls=tls(authority, name, **more)) as service:
            failure = await failure_of(link(service.url))
            assert failure.kind is FailureKind.NETWORK
            assert "certificate of 127.0.0.1" in failure.detail and "not trusted" in failure.detail
            assert service.visits == []

    with socket_errors_are_normal():
        asyncio.run(run())


def test_a_server_that_speaks_no_tls_is_a_clear_failure():
    async def run():
        async with ScriptedService(good) as service:
            failure = await failure_of(link(service.url.replace("ws://", "wss://")))
            assert failure.kind is FailureKind.NETWORK
            assert "connection to 127.0.0.1" in failure.detail

    with socket_errors_are_normal():
        asyncio.run(run())


# ------------------------------------------------------------------------------------------------ proxies


def through(monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy}")


@pytest.mark.usefixtures("trusted")
def test_a_proxy_from_the_environment_is_used(authority, monkeypatch):
    async def run():
        async with (
            ScriptedService(good, tls=tls(authority, NAME)) as service,
            ConnectProxy({NAME: service.port}) as proxy,
        ):
            through(monkeypatch, proxy.address)
            assert words(await speak(link(f"wss://{NAME}"))) == "good words"
            assert proxy.asked == [f"{NAME}:443"]

    asyncio.run(run())


def test_no_proxy_is_asked_for_this_computer(monkeypatch):
    async def run():
        async with ScriptedService(good) as service, ConnectProxy({}) as proxy:
            monkeypatch.setenv("HTTP_PROXY", f"http://{proxy.address}")
            monkeypatch.setenv("WS_PROXY", f"http://{proxy.address}")
            through(monkeypatch, proxy.address)
            assert words(await speak(link(service.url))) == "good words"
            assert proxy.asked == []

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "does not let us through to speech.example (status 403)"),
        (b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\n\r\n", "wants a user name and password"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n\r\n", "does not answer like a proxy"),
        (b"", "does not answer like a proxy"),
    ],
)
def test_a_proxy_that_does_not_do_its_work_is_named(monkeypatch, answer, said):
    async def run():
        async with ConnectProxy({}, answer) as proxy:
            through(monkeypatch, proxy.address)
            failure = await failure_of(link(f"wss://{NAME}"))
            assert failure.kind is FailureKind.NETWORK
            assert said in failure.detail and proxy.address in failure.detail

    with socket_errors_are_normal():
        asyncio.run(run())


def test_a_proxy_that_is_not_there_is_named(monkeypatch):
    address = f"127.0.0.1:{free_port()}"
    through(monkeypatch, address)
    failure = asyncio.run(failure_of(link(f"wss://{NAME}")))
    assert failure.kind is FailureKind.NETWORK
    assert f"the proxy {address} that the environment names refused the connection" in failure.detail


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("socks5h://127.0.0.1:9", "python-socks"),
        ("ftp://127.0.0.1:9", "no address of a proxy"),
        ("http://user:secret-password@:x", "no address of a proxy"),
    ],
)
def test_what_is_no_proxy_that_can_be_used_is_said(monkeypatch, proxy, said):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    failure = asyncio.run(failure_of(link(f"wss://{NAME}")))
    assert failure.kind is FailureKind.NETWORK
    assert said in failure.detail
    assert "secret-password" not in failure.detail


# ------------------------------------------------------------------------------------------------ no connection


def test_a_name_that_nobody_knows():
    failure = asyncio.run(failure_of(link("wss://no-such-host.invalid")))
    assert failure.kind is FailureKind.NETWORK
    assert "there is no address for no-such-host.invalid" in failure.detail


def test_nobody_listens():
    port = free_port()
    failure = asyncio.run(failure_of(link(f"ws://127.0.0.1:{port}")))
    assert failure.kind is FailureKind.NETWORK
    assert f"127.0.0.1:{port} refused the connection" in failure.detail


@asynccontextmanager
async def answering(*said: bytes, then_close=True):
    """A server that is no WebSocket service."""

    async def serve(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            for part in said:
                writer.write(part)
            await writer.drain()
            if not then_close:
                await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def test_a_server_that_never_answers_meets_the_deadline():
    async def run():
        async with answering(then_close=False) as url:
            failure = await failure_of(link(url, deadlines=replace(DEADLINES, connect=0.2)))
            assert failure.kind is FailureKind.TIMEOUT
            assert "did not answer within 0.2 seconds" in failure.detail

    asyncio.run(run())


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ((), FailureKind.NETWORK, "closed the connection instead of answering"),
        ((b"SSH-2.0-OpenSSH_9.2p1\r\n",), FailureKind.PROTOCOL, "is no WebSocket service: is the endpoint right?"),
        (
            (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",),
            FailureKind.PROTOCOL,
            "is no WebSocket service",
        ),
    ],
)
def test_what_is_no_websocket_service_is_said(said, kind, told):
    async def run():
        async with answering(*said) as url:
            failure = await failure_of(link(url))
            assert failure.kind is kind
            assert told in failure.detail

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FailureKind.AUTH),
        (402, FailureKind.QUOTA),
        (403, FailureKind.AUTH),
        (429, FailureKind.LIMIT),
        (500, FailureKind.SERVER),
        (503, FailureKind.SERVER),
    ],
)
def test_a_refused_handshake_is_a_failure_of_its_kind(status, kind):
    async def admit(connection, request):
        return connection.respond(http.HTTPStatus(status), f'{{"err_msg": "because {KEY}"}}')

    async def run():
        async with ScriptedService(good, admit=admit) as service:
            assert (await failure_of(link(service.url))).kind is kind
            assert service.visits == []

    asyncio.run(run())


def test_no_redirect_is_followed():
    """The key and the speech are for nobody else."""

    async def run():
        async with ScriptedService(good) as other:

            async def admit(connection, request):
                answer = connection.respond(http.HTTPStatus.TEMPORARY_REDIRECT, "")
                answer.headers["Location"] = other.url
                return answer

            async with ScriptedService(good, admit=admit) as service:
                failure = await failure_of(link(service.url))
                assert failure.reference == "status 307"
                assert other.visits == []

    asyncio.run(run())


# ------------------------------------------------------------------------------------------------ the key


def test_without_a_key_nobody_is_spoken_to():
    def ask():
        raise NoKey("No API key was found. Enter it in the settings.")

    async def run():
        async with ScriptedService(good) as service:
            failure = await failure_of(link(service.url, key=ask))
            assert failure.kind is FailureKind.AUTH
            assert "Enter it in the settings" in failure.detail
            assert service.visits == []

    asyncio.run(run())


@pytest.mark.parametrize("key", ["sk-with\r\nInjected: header", "sk-\N{SNOWMAN}"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_without_being_quoted(key):
    async def run():
        async with ScriptedService(good) as service:
            failure = await failure_of(link(service.url, key=lambda: key))
            assert failure.kind is FailureKind.AUTH
            assert "Injected" not in failure.detail and "\N{SNOWMAN}" not in failure.detail
            assert service.visits == []

    asyncio.run(run())


def test_a_key_store_that_never_answers_meets_the_deadline():
    released = threading.Event()
    failure = asyncio.run(
        failure_of(
            link("ws://127.0.0.1:9", key=lambda: released.wait(30) and "", deadlines=replace(DEADLINES, key=0.1))
        )
    )
    released.set()
    assert failure.kind is FailureKind.AUTH
    assert "did not answer within 0.1 seconds" in failure.detail


def test_the_key_is_in_no_log(caplog):
    """Not even where somebody turned on everything."""
    caplog.set_level(logging.DEBUG)
    for name in ("websockets", "websockets.client", "asyncio", "providers.link", "providers.channel"):
        logging.getLogger(name).setLevel(logging.DEBUG)

    async def run():
        async with ScriptedService(good) as service:
            await speak(link(service.url))

    asyncio.run(run())
    assert KEY not in caplog.text
    assert "good words" not in caplog.text


# ------------------------------------------------------------------------------------------------ giving up


@pytest.mark.parametrize("moment", ["connecting", "speaking", "finalizing"])
def test_cancelling_leaves_nothing_behind(moment):
    async def silent(visit):
        await visit.stay()

    async def run():
        before = len(list(Path("/proc/self/fd").iterdir()))
        async with ScriptedService(silent) as service, answering(then_close=False) as deaf:
            recogniser = link(deaf if moment == "connecting" else service.url)
            speaker = Speaker(recogniser).put(SPEECH)
            if moment != "connecting":
                visit = await service.visit(0)
                await visit.arrived_audio(len(SPEECH))
            if moment == "finalizing":
                speaker.release()
                await visit.arrived("Finalize")
            speaker.running.cancel()
            await asyncio.gather(speaker.running, return_exceptions=True)
            await recogniser.aclose()
            assert not [event for event in speaker.events if event.__class__.__name__ in ("Ended", "Failed")]
            assert tasks() == []
        await settled_down()
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1

    asyncio.run(run())


async def settled_down():
    """Closing a transport takes a turn of the loop."""
    for _ in range(5):
        await asyncio.sleep(0)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class socket_errors_are_normal:  # noqa: N801 - reads as what it is
    """asyncio logs what goes wrong on the server's side of a handshake that the client gives up."""

    def __enter__(self):
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    def __exit__(self, *_):
        logging.getLogger("asyncio").setLevel(logging.NOTSET)
