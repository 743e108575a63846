"""Cartesia's own client (cartesia 4.2.0) and the simulator."""

import asyncio

import pytest
from cartesia import AsyncCartesia, Cartesia
from conftest import BOTH, FIRST, SECOND, Simulate, spoken, spoken_async
from websockets.exceptions import InvalidStatus

from rig.simulators.server import KEY, Simulator

OPTIONS = {"encoding": "pcm_s16le", "model": "ink-2", "sample_rate": 16_000}
TERMS = ["Kubernetes", "push to talk"]


def test_two_utterances_on_one_socket(simulate: Simulate):
    simulator = simulate("cartesia")
    client = Cartesia(api_key=KEY, websocket_base_url=simulator.endpoint)
    text = ""
    with client.stt.manual_finalize.websocket(**OPTIONS, keyterm=TERMS, language="en") as connection:
        for words in (FIRST, SECOND):
            for chunk in spoken(words):
                connection.send_raw(chunk)
            connection.send("finalize")
            while (event := connection.recv()).type != "flush_done":
                assert event.type == "transcript"
                text += event.text if event.is_final else ""
            assert text == (FIRST if words == FIRST else BOTH)
        connection.send("close")
        assert [event.type for event in connection] == ["done"]
    assert simulator.heard == BOTH
    assert [value for name, value in simulator.streams[0].query if name == "keyterm"] == TERMS


def test_the_vendors_own_example(simulate: Simulate):
    """Everything is sent before anything is read."""
    simulator = simulate("cartesia")
    client = Cartesia(api_key=KEY, websocket_base_url=simulator.endpoint)
    text, kinds = "", []
    with client.stt.manual_finalize.websocket(**OPTIONS) as connection:
        for words in (FIRST, SECOND):
            for chunk in spoken(words):
                connection.send_raw(chunk)
            connection.send("finalize")
        connection.send("close")
        for event in connection:
            kinds.append(event.type)
            if event.type == "transcript" and event.is_final:
                text += event.text
    assert text == simulator.heard == BOTH
    assert kinds.count("flush_done") == 2
    assert kinds[-1] == "done"


def test_in_an_event_loop(simulate: Simulate):
    simulator = simulate("cartesia")
    assert asyncio.run(_dictate(simulator)) == simulator.heard == FIRST


async def _dictate(simulator: Simulator) -> str:
    client = AsyncCartesia(api_key=KEY, websocket_base_url=simulator.endpoint)
    text = ""
    async with client.stt.manual_finalize.websocket(**OPTIONS) as connection:
        async for chunk in spoken_async(FIRST):
            await connection.send_raw(chunk)
        await connection.send("finalize")
        await connection.send("close")
        async for event in connection:
            text += event.text if event.type == "transcript" and event.is_final else ""
    return text


def test_a_bad_key_is_refused(simulate: Simulate):
    client = Cartesia(api_key="wrong", websocket_base_url=simulate("cartesia").endpoint)
    with pytest.raises(InvalidStatus, match="401"), client.stt.manual_finalize.websocket(**OPTIONS):
        pass
