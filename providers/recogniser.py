"""What every way of turning speech into text looks like from above. Imports nothing of ours but the vocabulary.

A recogniser lives as long as its settings. It runs on the stream thread's event loop, never on Qt's or PortAudio's
thread, and keeps that loop free: heavy work belongs to a worker process.
"""

from collections.abc import Callable
from typing import Protocol

from .events import Event
from .feed import Feed

Emit = Callable[[Event], None]
"""Takes one event. Called on the stream thread; must not block."""


class Recogniser(Protocol):
    """Turns one feed after another into events."""

    async def prepare(self) -> None:
        """Get ready ahead of the first dictation (load a model, resolve a name). Optional to call; never raises."""

    async def recognise(self, feed: Feed, emit: Emit) -> None:
        """Run one stream: take items from `feed` until CLOSE, say everything through `emit`.

        Emits exactly one `Ended` or `Failed`, as the last event, and returns. Never raises but for cancellation;
        a cancelled stream emits nothing more.
        """

    def wake(self) -> None:
        """The computer was suspended: connections are dead, though nobody has said so. On the stream thread."""

    async def aclose(self) -> None:
        """Give back processes and sockets. Streams that still run are cancelled first by whoever started them."""
