"""What the user had on a Wayland clipboard, read ahead of time. Imports `snapshot`, `messages`, `wayland_clipboard`.

The content comes through pipes, one format after the other, so that an owner that hangs stops nothing: after some
patience what it had counts as lost.
"""

from collections.abc import Callable

from .messages import Memory, Selection
from .snapshot import CAP, Snapshot, worth_keeping
from .wayland_clipboard import DataControl
from .wayland_pipes import Receiving

PATIENCE_MS = 500
"""For the next bytes of the owner; measured: 1-5 ms for programs that live."""


class WaylandMemory:
    """The content of one selection. `ended` is called whenever a reading came to its end."""

    def __init__(self, selection: Selection, clipboard: DataControl, ended: Callable[[], None]) -> None:
        self._selection = selection
        self._clipboard = clipboard
        self._ended = ended
        self._verdict: Memory | None = None
        """None: not read yet."""
        self._names: list[str] = []
        self._read: list[tuple[str, bytes]] = []
        self._reading: Receiving | None = None

    @property
    def snapshot(self) -> Snapshot:
        """What was read; empty if nothing was there, or nothing could be had."""
        return Snapshot(tuple(self._read)) if self._verdict is Memory.READY else Snapshot()

    @property
    def verdict(self) -> Memory:
        """Whether this selection can be given back."""
        return self._verdict or Memory.PENDING

    def invalidate(self) -> None:
        """Something else is there now."""
        if self._reading:
            self._reading.stop()
            self._reading = None
        self._verdict = None
        self._read = []

    def retry(self) -> None:
        """An owner that did not answer may answer now."""
        if self._verdict is Memory.PARTIAL:
            self.invalidate()

    def remember(self, content: Snapshot) -> None:
        """What is there now is ours, so it is known."""
        self.invalidate()
        self._read = list(content.formats)
        self._verdict = Memory.READY

    def refresh(self) -> None:
        """Begin to read, unless that was done or is under way. An empty clipboard is known at once."""
        if self._verdict is None and self._reading is None:
            self._names = list(worth_keeping(self._clipboard.formats(self._selection)))
            self._next()

    def _next(self) -> None:
        if not self._names:
            self._verdict = Memory.READY
            return
        room = CAP - sum(len(data) for _, data in self._read)
        self._reading = self._clipboard.read(self._selection, self._names[0], room, PATIENCE_MS, self._take)

    def _take(self, data: bytes | None) -> None:
        reading, self._reading = self._reading, None
        if data is not None:
            self._read.append((self._names.pop(0), data))
            self._next()
        elif reading and reading.overflowed and self._selection is Selection.CLIPBOARD:
            self._verdict = Memory.TOO_LARGE
        else:
            self._verdict = Memory.PARTIAL
        if self._verdict:
            self._ended()
