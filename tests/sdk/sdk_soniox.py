"""Soniox' own client (soniox 2.10.0) and the simulator."""

import asyncio
from typing import Any

import pytest
from conftest import BOTH, FIRST, SECOND, Simulate, spoken, spoken_async
from soniox import AsyncSonioxClient, SonioxClient
from soniox.types.realtime import RealtimeSTTConfig

from rig.simulators.server import KEY, Simulator


def config(**more: Any) -> RealtimeSTTConfig:
    return RealtimeSTTConfig(
        model="stt-rt-v5", audio_format="pcm_s16le", num_channels=1, sample_rate=16_000, language_hints=["en"], **more
    )


def text(events: list[Any]) -> str:
    said = "".join(token.text for event in events for token in event.tokens if token.is_final)
    return said.replace("<fin>", "").replace("<end>", "")


def finalized(event: Any) -> bool:
    return any(token.text == "<fin>" for token in event.tokens)


@pytest.mark.parametrize("endpoints", [False, True])
def test_two_utterances_on_one_socket(simulate: Simulate, endpoints: bool):
    simulator = simulate("soniox")
    client = SonioxClient(api_key=KEY, websocket_base_url=simulator.url)
    events: list[Any] = []
    started = config(enable_endpoint_detection=endpoints, max_endpoint_delay_ms=500)
    with client.realtime.stt.connect(config=started) as session:
        for count, words in enumerate((FIRST, SECOND), 1):
            session.send_bytes(spoken(words), finish=False)
            session.keep_alive()
            session.finalize()
            while sum(map(finalized, events)) < count:
                event = session.receive_event()
                assert event is not None
                events.append(event)
            assert text(events) == (FIRST, BOTH)[count - 1]
        session.finish()
        events += session.receive_events()
    assert events[-1].finished
    assert text(events) == simulator.heard == BOTH


def test_two_utterances_on_one_socket_in_an_event_loop(simulate: Simulate):
    simulator = simulate("soniox")
    assert asyncio.run(_dictate(simulator)) == simulator.heard == BOTH


async def _dictate(simulator: Simulator) -> str:
    client = AsyncSonioxClient(api_key=KEY, websocket_base_url=simulator.url)
    events: list[Any] = []
    async with client.realtime.stt.connect(config=config()) as session:
        for count, words in enumerate((FIRST, SECOND), 1):
            async for chunk in spoken_async(words):
                await session.send_byte_chunk(chunk)
            await session.finalize()
            while sum(map(finalized, events)) < count:
                events.append(await session.receive_event())
        await session.finish()
        events += [event async for event in session.receive_events()]
    assert events[-1].finished
    return text(events)


def test_a_bad_key_comes_as_an_ordinary_event(simulate: Simulate):
    simulator = simulate("soniox")
    client = SonioxClient(api_key="wrong", websocket_base_url=simulator.url)
    with client.realtime.stt.connect(config=config()) as session:
        event = session.receive_event()
        assert event is not None
        assert (event.error_code, event.error_type) == (401, "unauthenticated")
        assert session.receive_event() is None


def test_an_empty_stream_is_an_error(simulate: Simulate):
    simulator = simulate("soniox")
    client = SonioxClient(api_key=KEY, websocket_base_url=simulator.url)
    with client.realtime.stt.connect(config=config()) as session:
        session.finish()
        (event,) = session.receive_events()
        assert event.error_message == "No audio received."
