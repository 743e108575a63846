"""What the user had on the clipboard, read ahead of time so that it can be given back. Imports `snapshot`, `messages`
and `x11_server`.

Qt waits up to five seconds, twice, for a clipboard's owner that hangs, and the whole program with it. So the owner is
first asked for its formats without waiting; only when it answered is its content read, one format in each turn of the
event loop, so that the window stays alive beside a large image.
"""

from collections.abc import Callable, Iterable
from enum import Enum

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

from .messages import Memory, Selection
from .snapshot import CAP, Snapshot, worth_keeping
from .x11_server import Server

ANSWER_LIMIT = 0.5
"""Seconds in which the owner of a clipboard must say what it has; measured: 1-5 ms for programs that live."""

MODES = {Selection.CLIPBOARD: QClipboard.Mode.Clipboard, Selection.PRIMARY: QClipboard.Mode.Selection}


class _Status(Enum):
    STALE = "stale"
    ASKING = "asking"
    READING = "reading"
    KNOWN = "known"
    SILENT = "silent"
    TOO_LARGE = "too large"


class SelectionMemory(QObject):
    """The content of one selection.

    `ended` is called whenever a reading came to its end, `hear` to have what the server told passed on (`answered`).
    """

    def __init__(
        self,
        selection: Selection,
        clipboard: QClipboard,
        server: Server,
        hear: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        super().__init__()
        self._selection = selection
        self._mode = MODES[selection]
        self._clipboard = clipboard
        self._server = server
        self._hear = hear
        self._ended = ended
        self._status = _Status.STALE
        self._rest: list[str] = []
        self._read: list[tuple[str, bytes]] = []
        self._patience = QTimer(self, singleShot=True, interval=round(ANSWER_LIMIT * 1000))
        self._patience.timeout.connect(self._lose_patience)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._read_one)

    @property
    def snapshot(self) -> Snapshot:
        """What was read; empty if nothing was there, or nothing could be had."""
        return Snapshot(tuple(self._read)) if self._status is _Status.KNOWN else Snapshot()

    @property
    def verdict(self) -> Memory:
        """Whether this selection can be given back."""
        match self._status:
            case _Status.KNOWN:
                return Memory.READY
            case _Status.SILENT:
                return Memory.PARTIAL
            case _Status.TOO_LARGE:
                return Memory.TOO_LARGE if self._selection is Selection.CLIPBOARD else Memory.PARTIAL
            case _:
                return Memory.PENDING

    def invalidate(self) -> None:
        """Something else is there now."""
        self._patience.stop()
        self._turn.stop()
        self._status = _Status.STALE
        self._read = []

    def retry(self) -> None:
        """An owner that did not answer may answer now."""
        if self._status is _Status.SILENT:
            self.invalidate()

    def refresh(self) -> None:
        """Begin to read, unless that was done or is under way."""
        if self._status is not _Status.STALE:
            return
        if self._server.owner(self._selection) == 0:
            self._status = _Status.KNOWN
        elif self._ours():
            self._begin()
        else:
            self._status = _Status.ASKING
            self._server.ask_owner(self._selection)
            self._patience.start()

    def answered(self) -> None:
        """The owner is alive."""
        if self._status is _Status.ASKING:
            self._patience.stop()
            self._begin()

    def _lose_patience(self) -> None:
        self._hear()  # the answer may lie there unheard, if it was this program that was busy
        if self._status is _Status.ASKING:
            self._end(_Status.SILENT)

    def _ours(self) -> bool:
        owns = (
            self._clipboard.ownsClipboard if self._selection is Selection.CLIPBOARD else self._clipboard.ownsSelection
        )
        return owns()

    def _begin(self) -> None:
        self._status = _Status.READING
        self._rest = list(worth_keeping(self._mime().formats()))
        self._turn.start()

    def _mime(self) -> QMimeData:
        return self._clipboard.mimeData(self._mode) or QMimeData()

    def _read_one(self) -> None:
        if not self._rest:
            self._end(_Status.KNOWN)
            return
        name = self._rest.pop(0)
        data = bytes(self._mime().data(name).data())
        if self._status is not _Status.READING:  # Qt turns its event loop while it waits for another program
            return
        self._read.append((name, data))
        if sum(len(each) for _, each in self._read) > CAP:
            self._read = []
            self._end(_Status.TOO_LARGE)
        else:
            self._turn.start()

    def _end(self, status: _Status) -> None:
        self._status = status
        self._ended()


def overall(verdicts: Iterable[Memory]) -> Memory:
    """The verdict on several selections together: the first of these that any of them has."""
    found = set(verdicts)
    for verdict in (Memory.PENDING, Memory.TOO_LARGE, Memory.PARTIAL):
        if verdict in found:
            return verdict
    return Memory.READY
