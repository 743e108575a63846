"""The one queue of a dictation: audio, FINALIZE and CLOSE in the order in which they were put. Imports nothing of ours.

Chunks, the silence behind them and FINALIZE go through the same FIFO, so their order needs no protocol between
threads. The queue is unbounded on purpose: a socket or a model that opens late must not cost a word. An hour of
speech is 115 MB.
"""

import asyncio
from collections import deque
from enum import Enum


class Mark(Enum):
    """What can be in a feed beside audio."""

    FINALIZE = "finalize"
    """Make everything before this final, and say `Finalized`."""
    CLOSE = "close"
    """Nothing follows; end the stream."""


Item = bytes | Mark


class Feed:
    """FIFO from any thread into one coroutine.

    `put` may be called from any thread; it never blocks for longer than an append. `get` belongs to the thread that
    runs `loop`.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._items: deque[Item] = deque()
        self._filled = asyncio.Event()
        self._marked = asyncio.Event()

    def put(self, item: Item) -> None:
        """Append one chunk of PCM, or a mark. Empty audio is dropped: to some services an empty frame is the end."""
        if item == b"":
            return
        self._items.append(item)
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._filled.set)
            if isinstance(item, Mark):
                self._loop.call_soon_threadsafe(self._marked.set)

    async def get(self) -> Item:
        """The next item, waiting for one if need be."""
        while not self._items:
            self._filled.clear()
            if self._items:  # put between the check and the clear: its wake-up may lie before the clear
                break
            await self._filled.wait()
        return self._items.popleft()

    async def marked(self) -> None:
        """Wait until a mark was put, taken yet or not: the key is up, and somebody waits for the text."""
        await self._marked.wait()

    def waiting(self) -> int:
        """How many items have not been taken yet."""
        return len(self._items)
