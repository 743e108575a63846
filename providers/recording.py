"""What was spoken in a dictation, so that another stream can be told again what the first one did not answer. Imports
the feed.

Nothing is taken from the dictation's feed before a stream asks for it: what waits there was told to nobody yet.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .feed import Feed, Item, Mark

SAMPLE_BYTES = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the dictation."""

    begin: int
    """The sample at which it begins."""
    item: Item
    asked: int
    """How many FINALIZEs stand before it."""

    @property
    def end(self) -> int:
        """The sample behind it."""
        return self.begin + (len(self.item) // SAMPLE_BYTES if isinstance(self.item, bytes) else 0)


@dataclass(frozen=True, slots=True)
class Request:
    """One FINALIZE."""

    position: int
    """How many samples stand before it."""
    last_sound: int
    """Where the digital silence before it begins. Zeros hold no word."""


class Recording:
    """Everything taken from a dictation's feed, until it is forgotten. Positions are samples of the dictation."""

    def __init__(self, source: Feed) -> None:
        self.position = 0
        """Samples taken."""
        self.requests: list[Request] = []
        """The FINALIZEs taken."""
        self._source = source
        self._entries: deque[Entry] = deque()
        self._forgotten = 0
        self._last_sound = 0

    @property
    def taken(self) -> int:
        """How many items were taken, the forgotten ones among them."""
        return self._forgotten + len(self._entries)

    async def take(self) -> None:
        """Take one more item from the feed, waiting for it if need be."""
        item = await self._source.get()
        entry = Entry(self.position, item, len(self.requests))
        self._entries.append(entry)
        self.position = entry.end
        if item is Mark.FINALIZE:
            self.requests.append(Request(self.position, self._last_sound))
        elif isinstance(item, bytes) and (sound := item.rstrip(b"\0")):
            self._last_sound = entry.begin + (len(sound) + 1) // SAMPLE_BYTES

    def __getitem__(self, number: int) -> Entry:
        """The item of that number; the first taken has 0."""
        return self._entries[number - self._forgotten]

    def begin_at(self, sample: int) -> int:
        """The number of the first item that is not wholly before `sample`; a mark at `sample` is not."""
        for number, entry in enumerate(self._entries, self._forgotten):
            if entry.begin >= sample or entry.end > sample:
                return number
        return self.taken

    def sound(self, begin: int, end: int) -> tuple[bytes, int]:
        """The audio from `begin` to `end`, as far as it is here, and the sample at which it begins."""
        pieces: list[bytes] = []
        first = begin
        for entry in self._entries:
            if not isinstance(entry.item, bytes) or entry.end <= begin or entry.begin >= end:
                continue
            if not pieces:
                first = max(begin, entry.begin)
            cut = slice(max(begin - entry.begin, 0) * SAMPLE_BYTES, (end - entry.begin) * SAMPLE_BYTES)
            pieces.append(entry.item[cut])
        return b"".join(pieces), first

    def forget(self, sample: int) -> None:
        """What ends before `sample` will not be asked for again."""
        while self._entries and self._entries[0].end < sample:
            self._entries.popleft()
            self._forgotten += 1


class Replay(Feed):
    """The recording from a sample on, and behind it what is still to come: the feed of one stream of several."""

    def __init__(
        self, recording: Recording, begin: int, answered: int, given: Callable[[], None] = lambda: None
    ) -> None:
        """`answered`: so many FINALIZEs need not be asked again. `given` is called for each item that is taken."""
        super().__init__(asyncio.get_running_loop())
        self.position = begin
        """Up to which sample of the dictation the stream was told it."""
        self.asked = answered
        """How many FINALIZEs of the dictation were answered, or are given out."""
        self.at_mark = False
        """The last item given out was a mark."""
        self._recording = recording
        self._begin = begin
        self._answered = answered
        self._next = recording.begin_at(begin)
        self._given = given

    async def get(self) -> Item:
        """See `Feed`. What another stream took from the dictation's feed is given out here, too."""
        while True:
            while self._next >= self._recording.taken:
                await self._recording.take()
            entry = self._recording[self._next]
            self._next += 1
            if entry.item is Mark.FINALIZE and entry.asked < self._answered:
                continue
            self._note(entry)
            if isinstance(entry.item, bytes) and entry.begin < self._begin:
                return entry.item[(self._begin - entry.begin) * SAMPLE_BYTES :]
            return entry.item

    def _note(self, entry: Entry) -> None:
        self.position = entry.end
        self.at_mark = isinstance(entry.item, Mark)
        if entry.item is Mark.FINALIZE:
            self.asked = entry.asked + 1
        self._given()

    def waiting(self) -> int:
        """How many items were taken from the dictation's feed, and not given out here yet."""
        return self._recording.taken - self._next
