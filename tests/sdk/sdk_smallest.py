"""Smallest.ai's own client (smallestai 5.14.0) and the simulator."""

import asyncio
from typing import Any

import pytest
from conftest import BOTH, FIRST, SECOND, Simulate, spoken, spoken_async
from smallestai import AsyncSmallestAI, SmallestAI
from smallestai.core.api_error import ApiError
from smallestai.environment import SmallestAIEnvironment
from smallestai.waves.helpers import stream_speech_to_text
from smallestai.waves.speech_to_text.types import CloseStream, FinalizeSignal
from websockets.exceptions import InvalidStatus

from rig.simulators.server import KEY, Simulator

FINALIZE = FinalizeSignal(type="finalize")
CLOSE = CloseStream(type="close_stream")


def at(simulator: Simulator) -> SmallestAIEnvironment:
    nowhere = "http://127.0.0.1:9"
    return SmallestAIEnvironment(atoms=nowhere, waves=nowhere, waves_ws=simulator.endpoint, payment=nowhere)


def text(events: list[Any]) -> str:
    return " ".join(event.transcript.strip() for event in events if event.is_final and event.transcript)


def test_two_utterances_on_one_socket(simulate: Simulate):
    simulator = simulate("smallest")
    client = SmallestAI(api_key=KEY, environment=at(simulator))
    events: list[Any] = []
    with stream_speech_to_text(
        client, language="en", itn_normalize=True, eou_timeout_ms=1000, keywords=["Kubernetes:2", "Waves"]
    ) as socket:
        for words in (FIRST, SECOND):
            for chunk in spoken(words):
                socket.send_audio_chunk_out(chunk)
            socket.send_finalize_signal(FINALIZE)
            events.append(socket.recv())
            while not events[-1].from_finalize:
                events.append(socket.recv())
            assert text(events) == (FIRST if words == FIRST else BOTH)
        socket.send_close_stream(CLOSE)
        events += socket
    assert events[-1].is_last
    assert text(events) == simulator.heard == BOTH


def test_without_itn_nothing_says_which_final_answers(simulate: Simulate):
    simulator = simulate("smallest")
    client = SmallestAI(api_key=KEY, environment=at(simulator))
    with stream_speech_to_text(client, language="en", word_timestamps=True) as socket:
        for chunk in spoken(FIRST):
            socket.send_audio_chunk_out(chunk)
        socket.send_finalize_signal(FINALIZE)
        socket.send_close_stream(CLOSE)
        events = list(socket)
    finals = [event for event in events if event.is_final]
    assert "".join(event.transcript for event in finals) == f"{FIRST} "
    assert [event.from_finalize for event in finals] == [None, None]
    assert [word.word for word in finals[0].words] == FIRST.split()
    assert finals[-1].is_last and not finals[-1].transcript


def test_in_an_event_loop(simulate: Simulate):
    simulator = simulate("smallest")
    assert asyncio.run(_dictate(simulator)) == simulator.heard == FIRST


async def _dictate(simulator: Simulator) -> str:
    client = AsyncSmallestAI(api_key=KEY, environment=at(simulator))
    async with stream_speech_to_text(client, language="en", itn_normalize=True) as socket:
        async for chunk in spoken_async(FIRST):
            await socket.send_audio_chunk_out(chunk)
        await socket.send_finalize_signal(FINALIZE)
        await socket.send_close_stream(CLOSE)
        return text([event async for event in socket])


def test_a_bad_key_is_refused(simulate: Simulate):
    client = SmallestAI(api_key="wrong", environment=at(simulate("smallest")))
    with pytest.raises(InvalidStatus, match="401"), stream_speech_to_text(client, language="en"):
        pass


def test_a_bad_key_is_refused_in_an_event_loop(simulate: Simulate):
    client = AsyncSmallestAI(api_key="wrong", environment=at(simulate("smallest")))

    async def connect() -> None:
        async with stream_speech_to_text(client, language="en"):
            pass

    with pytest.raises(ApiError) as refused:
        asyncio.run(connect())
    assert refused.value.status_code == 401
