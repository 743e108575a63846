"""What the tests with the vendors' clients share: simulators, and words at the pace of speech."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack

import pytest

from rig.simulators.server import Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import RATE, encode

CHUNK = RATE // 10 * 2
FIRST = "alpha naïve charlie don't"
SECOND = "über alpha alpha"
BOTH = f"{FIRST} {SECOND}"

Simulate = Callable[[str], Simulator]


@pytest.fixture
def simulate() -> Iterator[Simulate]:
    """Starts the simulator of a provider. In the end, no client may have done anything against its vendor's manual."""
    with ExitStack() as stack:
        started: list[Simulator] = []

        def start(provider: str) -> Simulator:
            started.append(stack.enter_context(Simulator(SERVICES[provider])))
            return started[-1]

        yield start
        for simulator in started:
            simulator.wait_closed()
            assert simulator.violations == []


def _chunks(words: str) -> list[bytes]:
    pcm = encode(words) + bytes(2 * CHUNK)
    return [pcm[start : start + CHUNK] for start in range(0, len(pcm), CHUNK)]


def spoken(words: str) -> Iterator[bytes]:
    """Chunks of 100 ms at real-time pace, 200 ms of silence at the end."""
    due = time.monotonic()
    for chunk in _chunks(words):
        time.sleep(max(0.0, due - time.monotonic()))
        due += 0.1
        yield chunk


async def spoken_async(words: str) -> AsyncIterator[bytes]:
    """The same, in an event loop."""
    due = time.monotonic()
    for chunk in _chunks(words):
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += 0.1
        yield chunk
