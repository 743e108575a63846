"""A stream thread as the app has one, and dictations on it that tests can wait for."""

import asyncio
import queue
import threading
import wave
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

import resources
from providers.events import Ended, Event, Failed, Final
from providers.feed import Feed, Item
from providers.recogniser import Recogniser

T = TypeVar("T")

CHUNK_BYTES = 3200
PATIENCE_S = 60.0


def speech(name: str) -> bytes:
    """The PCM of one of our recordings."""
    with wave.open(str(resources.recording(name).path)) as sound:
        return sound.readframes(sound.getnframes())


def chunks(pcm: bytes) -> Iterator[bytes]:
    """Chunks of 100 ms, the last one shorter."""
    for start in range(0, len(pcm), CHUNK_BYTES):
        yield pcm[start : start + CHUNK_BYTES]


class Streams:
    """An event loop in a thread that is not the main one."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._dictations: list[Heard] = []
        self._thread = threading.Thread(target=self.loop.run_forever, name="streams", daemon=True)
        self._thread.start()

    def begin(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Start it on the stream thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it on the stream thread to its end."""
        return self.begin(work).result(PATIENCE_S)

    def dictate(self, recogniser: Recogniser, *items: Item) -> "Heard":
        """Begin a dictation; `items` are in its feed already."""
        heard = Heard(Feed(self.loop))
        heard.put(*items)
        heard.running = self.begin(recogniser.recognise(heard.feed, heard.take))
        self._dictations.append(heard)
        return heard

    def cancel_running(self) -> None:
        """Cancel every dictation that still runs."""
        for heard in self._dictations:
            heard.running.cancel()
        self._dictations.clear()

    def close(self) -> None:
        """End the thread."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class Heard:
    """A running dictation and everything it said."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.events: list[Event] = []
        self.running: Future[None]
        self._news: queue.Queue[Event] = queue.Queue()

    def take(self, event: Event) -> None:
        """The dictation's `emit`."""
        self.events.append(event)
        self._news.put(event)

    def put(self, *items: Item) -> None:
        """Feed chunks and marks."""
        for item in items:
            self.feed.put(item)

    def wait_for(self, kind: type[T]) -> T:
        """The next event of that kind that no earlier wait has gone past."""
        while True:
            try:
                event = self._news.get(timeout=PATIENCE_S)
            except queue.Empty:
                pytest.fail(f"no {kind.__name__} came; until then: {self.events}")
            if isinstance(event, kind):
                return event
            if isinstance(event, Ended | Failed):
                pytest.fail(f"it ended before a {kind.__name__} came: {self.events}")

    def finish(self) -> list[Event]:
        """Wait until the dictation is over; everything it said."""
        self.running.result(PATIENCE_S)
        return self.events

    def of_kind(self, kind: type[T]) -> list[T]:
        """Its events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        """All final text, joined as the vocabulary says."""
        return "".join(final.text for final in self.of_kind(Final))


@contextmanager
def stream_thread() -> Iterator[Streams]:
    """A stream thread for as long as the block."""
    streams = Streams()
    try:
        yield streams
    finally:
        streams.close()
