"""Deepgram's own client (deepgram-sdk 7.17.0) and the simulators of both its generations."""

import asyncio
from typing import Any

import pytest
from conftest import BOTH, FIRST, SECOND, Simulate, spoken, spoken_async
from deepgram import AsyncDeepgramClient, DeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment
from websockets.exceptions import ConnectionClosed, InvalidStatus

from rig.simulators.server import KEY, Simulator

NOVA: dict[str, Any] = {
    "model": "nova-3",
    "language": "en",
    "encoding": "linear16",
    "sample_rate": 16_000,
    "channels": 1,
    "interim_results": "true",
    "smart_format": "true",
    "punctuate": "true",
    "endpointing": 300,
    "utterance_end_ms": 1000,
    "vad_events": "true",
    "keyterm": ["Kubernetes", "push to talk"],
}
FLUX: dict[str, Any] = {
    "model": "flux-general-en",
    "encoding": "linear16",
    "sample_rate": 16_000,
    "eot_threshold": 1.0,
    "eot_timeout_ms": 30_000,
    "keyterm": ["Kubernetes", "push to talk"],
}


def at(simulator: Simulator) -> DeepgramClientEnvironment:
    nowhere = "http://127.0.0.1:9"
    return DeepgramClientEnvironment(base=nowhere, production=simulator.endpoint, agent=nowhere, agent_rest=nowhere)


def nova_text(events: list[Any]) -> str:
    finals = [
        event.channel.alternatives[0].transcript for event in events if event.type == "Results" and event.is_final
    ]
    return " ".join(final for final in finals if final)


def flux_text(events: list[Any]) -> str:
    return " ".join(e.transcript for e in events if e.type == "TurnInfo" and e.event == "EndOfTurn")


def test_nova_two_utterances_on_one_socket(simulate: Simulate):
    simulator = simulate("deepgram")
    client = DeepgramClient(api_key=KEY, environment=at(simulator))
    events: list[Any] = []
    with client.listen.v1.connect(**NOVA) as socket:
        for words in (FIRST, SECOND):
            for chunk in spoken(words):
                socket.send_media(chunk)
            socket.send_keep_alive()
            socket.send_finalize()
            events.append(socket.recv())
            while not getattr(events[-1], "from_finalize", False):
                events.append(socket.recv())
            assert nova_text(events) == (FIRST if words == FIRST else BOTH)
        socket.send_close_stream()
        events += socket
    assert events[-1].type == "Metadata"
    assert nova_text(events) == simulator.heard == BOTH


def test_nova_does_not_answer_finalize_behind_an_endpoint(simulate: Simulate):
    simulator = simulate("deepgram")
    client = DeepgramClient(api_key=KEY, environment=at(simulator))
    with client.listen.v1.connect(**{**NOVA, "endpointing": 10}) as socket:
        for chunk in spoken(FIRST):
            socket.send_media(chunk)
        socket.send_finalize()
        socket.send_close_stream()
        events = list(socket)
    assert not any(getattr(event, "from_finalize", False) for event in events)
    assert events[-1].type == "Metadata"
    assert nova_text(events) == FIRST


def test_nova_in_an_event_loop(simulate: Simulate):
    simulator = simulate("deepgram")

    async def dictate() -> list[Any]:
        client = AsyncDeepgramClient(api_key=KEY, environment=at(simulator))
        async with client.listen.v1.connect(**NOVA) as socket:
            async for chunk in spoken_async(FIRST):
                await socket.send_media(chunk)
            await socket.send_finalize()
            await socket.send_close_stream()
            return [event async for event in socket]

    events = asyncio.run(dictate())
    assert nova_text(events) == simulator.heard == FIRST
    assert events[-1].type == "Metadata"


def test_flux_two_utterances_on_one_socket(simulate: Simulate):
    simulator = simulate("deepgram-flux")
    client = DeepgramClient(api_key=KEY, environment=at(simulator))
    with client.listen.v2.connect(**FLUX) as socket:
        events = [socket.recv()]
        assert events[0].type == "Connected"
        socket.send_configure({"type": "Configure", "thresholds": {"eot_threshold": 1.0}})
        for count, words in enumerate((FIRST, SECOND), 1):
            for chunk in spoken(words):
                socket.send_media(chunk)
            socket.send_force_end_turn()
            while [getattr(event, "trigger", None) for event in events].count("manual") < count:
                events.append(socket.recv())
            assert flux_text(events) == (FIRST, BOTH)[count - 1]
        socket.send_force_end_turn()
        while (event := socket.recv()).type != "Warning":
            pass
        assert event.code == "FORCE_END_TURN_NO_ACTIVE_TURN"
        socket.send_close_stream()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                assert socket.recv().type == "TurnInfo"
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1005
    assert simulator.heard == BOTH


def test_flux_in_an_event_loop(simulate: Simulate):
    simulator = simulate("deepgram-flux")

    async def dictate() -> list[Any]:
        client = AsyncDeepgramClient(api_key=KEY, environment=at(simulator))
        async with client.listen.v2.connect(**FLUX) as socket:
            async for chunk in spoken_async(FIRST):
                await socket.send_media(chunk)
            await socket.send_force_end_turn()
            await socket.send_close_stream()
            return [event async for event in socket]

    assert flux_text(asyncio.run(dictate())) == simulator.heard == FIRST


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_bad_key_is_refused(simulate: Simulate, version: str):
    simulator = simulate("deepgram" if version == "v1" else "deepgram-flux")
    client = DeepgramClient(api_key="wrong", environment=at(simulator))
    listen = getattr(client.listen, version)
    with pytest.raises(InvalidStatus, match="401"), listen.connect(**(NOVA if version == "v1" else FLUX)):
        pass


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_bad_key_is_refused_in_an_event_loop(simulate: Simulate, version: str):
    simulator = simulate("deepgram" if version == "v1" else "deepgram-flux")
    client = AsyncDeepgramClient(api_key="wrong", environment=at(simulator))

    async def connect() -> None:
        async with getattr(client.listen, version).connect(**(NOVA if version == "v1" else FLUX)):
            pass

    with pytest.raises(ApiError) as refused:
        asyncio.run(connect())
    assert refused.value.status_code == 401
