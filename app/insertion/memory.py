"""What the user had on the clipboard, read ahead of time so that it can be given back. Imports `messages`, `snapshot`,
`x11_reader` and `x11_server`.

Nobody waits here. What belongs to another program is read by a thread; what is ours is at hand.
"""

from collections.abc import Callable, Iterable
from enum import Enum

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard

from .messages import Memory, Selection
from .snapshot import CAP, Snapshot, worth_keeping
from .x11_reader import Reading, SelectionReader
from .x11_server import Server

MODES = {Selection.CLIPBOARD: QClipboard.Mode.Clipboard, Selection.PRIMARY: QClipboard.Mode.Selection}


class _Status(Enum):
    STALE = "stale"
    READING = "reading"
    KNOWN = "known"
    PARTIAL = "partial"
    TOO_LARGE = "too large"


_STATUS = {Memory.READY: _Status.KNOWN, Memory.PARTIAL: _Status.PARTIAL, Memory.TOO_LARGE: _Status.TOO_LARGE}


class SelectionMemory(QObject):
    """The content of one selection. `ended` is called, in Qt's thread, whenever a reading came to its end."""

    _told = Signal(object)
    """A `Reading`, from the reader's thread."""

    def __init__(self, selection: Selection, clipboard: QClipboard, server: Server, ended: Callable[[], None]) -> None:
        super().__init__()
        self._selection = selection
        self._mode = MODES[selection]
        self._clipboard = clipboard
        self._server = server
        self._ended = ended
        self._status = _Status.STALE
        self._ticket = 0
        self._snapshot = Snapshot()
        self._told.connect(self._take)
        self._reader = SelectionReader(server.name, selection, self._told.emit)

    @property
    def snapshot(self) -> Snapshot:
        """What was read; empty if nothing was there, or nothing could be had."""
        return self._snapshot

    @property
    def verdict(self) -> Memory:
        """Whether this selection can be given back."""
        match self._status:
            case _Status.KNOWN:
                return Memory.READY
            case _Status.PARTIAL:
                return Memory.PARTIAL
            case _Status.TOO_LARGE:
                return Memory.TOO_LARGE if self._selection is Selection.CLIPBOARD else Memory.PARTIAL
            case _:
                return Memory.PENDING

    def invalidate(self) -> None:
        """Something else is there now."""
        self._status = _Status.STALE
        self._snapshot = Snapshot()

    def retry(self) -> None:
        """An owner that did not answer may answer now."""
        if self._status is _Status.PARTIAL:
            self.invalidate()

    def give_up(self) -> None:
        """Wait for no reading that is under way: what it has not told by now is lost."""
        if self._status is _Status.READING:
            self._status, self._snapshot = _Status.PARTIAL, self._reader.give_up()

    def given_back(self) -> None:
        """What is known is what is there, from now on."""
        self._status = _Status.KNOWN

    def refresh(self) -> None:
        """Begin to read, unless that was done or is under way."""
        if self._status is not _Status.STALE:
            return
        if self._server.owner(self._selection) == 0:
            self._status = _Status.KNOWN
        elif self._ours():
            self._read_ours()
        else:
            self._status = _Status.READING
            self._ticket += 1
            self._reader.read(self._ticket)

    def close(self) -> None:
        """End the thread."""
        self._reader.close()

    def _take(self, reading: Reading) -> None:
        if reading.ticket == self._ticket and self._status is _Status.READING:
            self._status, self._snapshot = _STATUS[reading.verdict], reading.snapshot
            self._ended()

    def _ours(self) -> bool:
        owns = (
            self._clipboard.ownsClipboard if self._selection is Selection.CLIPBOARD else self._clipboard.ownsSelection
        )
        return owns()

    def _read_ours(self) -> None:
        mime = self._clipboard.mimeData(self._mode) or QMimeData()
        read = tuple((name, bytes(mime.data(name).data())) for name in worth_keeping(mime.formats()))
        too_large = sum(len(data) for _, data in read) > CAP
        self._status = _Status.TOO_LARGE if too_large else _Status.KNOWN
        self._snapshot = Snapshot() if too_large else Snapshot(read)


def overall(verdicts: Iterable[Memory]) -> Memory:
    """The verdict on several selections together: the first of these that any of them has."""
    found = set(verdicts)
    for verdict in (Memory.PENDING, Memory.TOO_LARGE, Memory.PARTIAL):
        if verdict in found:
            return verdict
    return Memory.READY
