"""What the user had on the one clipboard, read ahead of time so that it can be given back. Imports `system`.

The program that has it may hang, and reading waits for it. So where the system allows it a thread reads, which can be
left behind, and whoever waits for it stops waiting after `PATIENCE`.
"""

import threading
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from .messages import Memory
from .snapshot import CAP, Snapshot
from .system import Reading, System

PATIENCE = 0.5
"""Seconds in which a clipboard must be read. Programs that live give a text in milliseconds, a large image in 100."""


class ClipboardMemory(QObject):
    """The user's content. `ended` is called whenever a reading came to its end."""

    _arrived = Signal(int, object)

    def __init__(self, system: System, ended: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._system = system
        self._ended = ended
        self._reading: Reading | None = None
        self._begun = 0
        """Counts readings: only the last one counts."""
        self._about: Hashable = None
        """The change that the reading under way, or given up, is about."""
        self._gave_up = False
        self._patience = QTimer(self, singleShot=True, interval=round(PATIENCE * 1000))
        self._patience.timeout.connect(self._lose_patience)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def snapshot(self) -> Snapshot:
        """What was read; empty if nothing was there, or nothing could be had."""
        return self._reading.snapshot if self._reading else Snapshot()

    @property
    def verdict(self) -> Memory:
        """Whether it can be given back."""
        if self._reading:
            return self._reading.verdict
        return Memory.PARTIAL if self._gave_up else Memory.PENDING

    def refresh(self) -> None:
        """Begin to read, unless that was done, is under way, or was given up, for what is there now."""
        change = self._system.change()
        known = self._reading.change if self._reading else self._about if self._begun else None
        if known is not None and known == change:
            return
        self._reading, self._gave_up, self._about = None, False, change
        self._begun += 1
        self._patience.start()
        number = self._begun
        if self._system.reads_aside:
            threading.Thread(target=self._read, args=(number,), name="clipboard", daemon=True).start()
        else:
            QTimer.singleShot(0, self, lambda: self._read(number))

    def retry(self) -> None:
        """A program that did not answer may answer now."""
        if self._gave_up:
            self._about = None
            self.refresh()

    def forget(self) -> None:
        """What is there now is ours, or nobody's: nothing that was read counts any more."""
        self._patience.stop()
        self._begun += 1
        self._reading, self._gave_up, self._about = None, False, None

    def keep_for(self, change: Hashable) -> None:
        """What was read is there again, or is to be given back later: it belongs to this change now."""
        if self._reading:
            self._reading = Reading(self._reading.verdict, self._reading.snapshot, change)

    def _read(self, number: int) -> None:
        reading = self._system.read(CAP)
        self._arrived.emit(number, reading)

    def _take(self, number: int, reading: Reading) -> None:
        if number != self._begun:
            return
        self._patience.stop()
        self._reading, self._gave_up = reading, False
        self._ended()

    def _lose_patience(self) -> None:
        self._gave_up = True
        self._ended()
