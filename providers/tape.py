"""The items of a dictation, which can be read once more from the start. Imports the feed."""

from .feed import Feed, Item


class Tape:
    """Takes items from a feed and remembers them until it is told to `forget`.

    For a socket of which nobody knows yet whether it lives: if not, everything is told again to another one.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._remembered: list[Item] = []
        self._next = 0
        self._remembers = True

    @property
    def remembers(self) -> bool:
        """Nothing of it has been forgotten."""
        return self._remembers

    async def get(self) -> Item:
        """The next item, waiting for one if need be."""
        if self._next < len(self._remembered):
            item = self._remembered[self._next]
            self._next += 1
            return item
        item = await self._feed.get()
        if self._remembers:
            self._remembered.append(item)
            self._next += 1
        return item

    def rewind(self) -> None:
        """Begin again."""
        if not self._remembers:
            raise RuntimeError("A tape that has forgotten cannot be rewound")
        self._next = 0

    def forget(self) -> None:
        """What was read will not be read again. What was not read yet, still comes."""
        self._remembers = False
        self._remembered, self._next = self._remembered[self._next :], 0
