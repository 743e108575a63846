"""Bad days of every simulated service, as a client that follows the vendor's manual meets them."""

import time

import pytest
from websockets.exceptions import InvalidStatus

from rig.simulators.bad_day import ERRORS, GOOD_DAY, REFUSALS, Ack, BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS
from rig.vendor_manuals import MANUALS, Client

SPOKEN = " ".join(WORDS[5:22])
PROVIDERS = sorted(SERVICES)
SHAPES = {"soniox": 2, "smallest": 4, "cartesia": 3, "deepgram": 1, "deepgram-flux": 1}


def simulated(provider: str, day: BadDay) -> Simulator:
    return Simulator(SERVICES[provider], day=day, check_pace=False)


def spoken_through(simulator: Simulator) -> Client:
    """A whole dictation, finalize and the end back to back."""
    with Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.finalize(wait=False)
        client.end()
    return client


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("status", REFUSALS)
def test_the_handshake_is_refused_in_the_vendors_words(provider, status):
    bad = simulated(provider, BadDay(refuse=status))
    with bad as simulator, pytest.raises(InvalidStatus) as refused, Client.of(simulator):
        pass
    response = refused.value.response
    assert response.status_code == status
    body = response.body.decode()
    match provider:
        case "soniox":
            assert response.headers["Content-Type"] == "text/html"
        case "smallest":
            assert response.headers["x-request-id"] and '"status": "error"' in body
            assert ("Retry-After" in response.headers) == (status == 429)
        case "cartesia":
            assert '"error_code"' in body and '"request_id"' in body
        case _:
            assert response.headers["dg-request-id"] and response.headers["dg-error"] and '"err_code"' in body
    assert simulator.violations == []
    assert [stream.refused for stream in simulator.streams] == [status]


@pytest.mark.parametrize("provider", sorted(set(PROVIDERS) - {"soniox"}))
def test_a_wrong_key_is_refused_at_the_handshake(provider):
    with simulated(provider, GOOD_DAY) as simulator:
        simulator.key = "another-key"
        with pytest.raises(InvalidStatus, match="401"), Client.of(simulator):
            pass
    assert simulator.violations == [], "a wrong key is no wrong manner"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_slow_handshake_only_takes_time(provider):
    with simulated(provider, BadDay(slow_handshake_s=0.1)) as simulator:
        before = time.monotonic()
        client = spoken_through(simulator)
        assert time.monotonic() - before >= 0.1
    assert client.text == SPOKEN


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("kind", ERRORS)
@pytest.mark.parametrize("at", [0, 8000, None])
def test_errors_come_in_band_and_end_the_stream(provider, kind, at):
    for shape in range(SHAPES[provider]):
        day = BadDay(trouble=Trouble.ERROR, error=kind, error_shape=shape, at_sample=at)
        with simulated(provider, day) as simulator:
            client = spoken_through(simulator)
        error = client.messages[-1]
        assert any("error" in f"{name} {value}".lower() for name, value in error.items())
        assert client.closed and client.closed[0] in (1000, 1008, 1011)
        assert client.text != SPOKEN
        assert KEY not in str(error)
        assert simulator.violations == []


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("at", [0, 8000, None])
def test_the_connection_is_reset(provider, at):
    with simulated(provider, BadDay(trouble=Trouble.RESET, at_sample=at)) as simulator:
        client = spoken_through(simulator)
    assert client.closed == (None, "")
    assert client.text != SPOKEN
    (stream,) = simulator.streams
    if at is not None:
        assert stream.samples in (at, at + 1600)
    assert bool(stream.finalizes) == (at is None)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("code", "reason"), [(1008, "DATA-0000"), (1011, "NET-0000")])
def test_the_socket_is_closed_with_a_code(provider, code, reason):
    day = BadDay(trouble=Trouble.CLOSE, at_sample=8000, close_code=code, close_reason=reason)
    with simulated(provider, day) as simulator:
        client = spoken_through(simulator)
    assert client.closed == (code, reason)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("at", [0, 8000, None])
def test_the_service_falls_silent_and_the_connection_stays(provider, at):
    """Not even a ping is answered."""
    with simulated(provider, BadDay(trouble=Trouble.SILENCE, at_sample=at)) as simulator:
        with Client.of(simulator) as client:
            client.abandoned = True
            client.speak(SPOKEN)
            client.finalize(wait=False)
            with pytest.raises(TimeoutError):
                client.until(lambda: False, 0.2)
            assert not client._socket.ping().wait(0.05)
            assert client.closed is None
        (stream,) = simulator.streams
        assert stream.closed is None
    assert client.text != SPOKEN


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_acknowledgement_but_all_the_text_before_the_end(provider):
    with simulated(provider, BadDay(ack=Ack.NONE)) as simulator:
        client = spoken_through(simulator)
    assert client.text == SPOKEN
    assert client.manual.acknowledged(client.messages) == 0


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_late_acknowledgement(provider):
    with simulated(provider, BadDay(ack=Ack.LATE, ack_delay_s=0.1)) as simulator, Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.finalize()
        client.end()
    assert client.text == SPOKEN
    assert client.manual.acknowledged(client.messages) == 1
    (finalize,) = simulator.streams[0].finalizes
    assert finalize.answered - finalize.received >= 0.1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_acknowledgement_comes_before_the_last_text(provider):
    with simulated(provider, BadDay(ack=Ack.BEFORE_TEXT)) as simulator, Client.of(simulator) as client:
        client.speak(SPOKEN, silence=bytes(2 * 2200))  # too little for another window of Flux
        client.finalize()
        early = client.text
        client.end()
    assert early != SPOKEN
    assert client.text == SPOKEN


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("ack", [Ack.GOOD, Ack.NONE])
def test_markers_and_text_in_one_message(provider, ack):
    with simulated(provider, BadDay(glued=True, ack=ack)) as simulator:
        client = spoken_through(simulator)
    assert client.text == SPOKEN
    if provider == "soniox":
        last = [token for message in client.messages for token in message["tokens"] if token["is_final"]][-1]
        assert last["text"].endswith("<fin>") == (ack is Ack.GOOD)
        assert len(last["text"]) > len("<fin>") or ack is Ack.NONE
        assert bool(client.messages[-1]["tokens"]) == (ack is Ack.NONE)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_junk_stands_before_every_message(provider):
    """The manuals know nothing of junk, so only that it came is tried here; that real clients survive it, elsewhere."""
    with simulated(provider, BadDay(junk=True)) as simulator, Client.of(simulator) as client:
        client.speak(SPOKEN)
        client.send(client.manual.finalize)
        client.end()
    assert b"\x00\xffjunk" in client.odd and '{"type":' in client.odd
    assert any(message.get("type") == "SomethingNew" for message in client.messages)
    assert simulator.heard == SPOKEN
    assert simulator.violations == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_empty_finals_in_between(provider):
    with simulated(provider, BadDay(empty_finals=True)) as simulator:
        client = spoken_through(simulator)
    assert client.text == SPOKEN


def test_only_the_first_streams_have_a_bad_day():
    with simulated("cartesia", BadDay(refuse=503, first_streams=1)) as simulator:
        with pytest.raises(InvalidStatus), Client.of(simulator):
            pass
        assert spoken_through(simulator).text == SPOKEN


def test_the_day_may_change_while_the_service_runs():
    with simulated("soniox", GOOD_DAY) as simulator:
        assert spoken_through(simulator).text == SPOKEN
        simulator.day = BadDay(trouble=Trouble.RESET, at_sample=8000)
        assert spoken_through(simulator).closed == (None, "")


def test_every_service_has_a_manual():
    assert MANUALS.keys() == SERVICES.keys() == SHAPES.keys()
