"""What was given to the worker and is not final yet: what a new worker must be told again. Pure; imports `feed`.

Audio leaves this memory when a segment covers it, so a long dictation costs no more than its last utterance here.
"""

from collections import deque

from ..feed import Item, Mark

SAMPLE_BYTES = 2


class Outstanding:
    """Audio and marks in their order, from the first sample that is not final."""

    def __init__(self) -> None:
        self.position = 0
        """The number of the first sample kept, counted from the stream's first."""
        self._items: deque[Item] = deque()

    def add(self, item: Item) -> None:
        """Remember what is about to be sent."""
        self._items.append(item)

    def covered(self, until: int) -> None:
        """Forget the audio before sample `until`: it is in final text."""
        while self._items and self.position < until:
            first = self._items[0]
            if isinstance(first, Mark):
                return
            size = len(first) // SAMPLE_BYTES
            if self.position + size > until:
                self._items[0] = first[(until - self.position) * SAMPLE_BYTES :]
                self.position = until
                return
            self._items.popleft()
            self.position += size

    def answered(self) -> None:
        """Forget the oldest mark, and the audio before it: all of that is final now."""
        while self._items:
            first = self._items.popleft()
            if isinstance(first, Mark):
                return
            self.position += len(first) // SAMPLE_BYTES

    def items(self) -> tuple[Item, ...]:
        """Everything kept, oldest first."""
        return tuple(self._items)
