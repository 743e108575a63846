"""Bytes through pipes to and from other programs, in Qt's event loop. Imports Qt.

Wayland's clipboard hands out its content through pipes, whose other end may belong to a program that stalls: nothing
here waits for it.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

_PIECE = 1 << 16


def _never_wait(fd: int) -> None:
    if sys.platform != "win32":
        os.set_blocking(fd, False)


class Sending(QObject):
    """Writes `data` and closes the pipe; `done` is told whether the reader took all of it."""

    def __init__(self, fd: int, data: bytes, done: Callable[[bool], None], parent: QObject) -> None:
        super().__init__(parent)
        _never_wait(fd)
        self._fd = fd
        self._rest = memoryview(data)
        self._done = done
        self._notifier = QSocketNotifier(fd, QSocketNotifier.Type.Write, self)
        self._notifier.activated.connect(self._write)

    def _write(self) -> None:
        try:
            while self._rest:
                self._rest = self._rest[os.write(self._fd, self._rest[:_PIECE]) :]
        except BlockingIOError:
            return
        except OSError:  # it closed its end
            self._end(False)
        else:
            self._end(True)

    def _end(self, whole: bool) -> None:
        self._notifier.setEnabled(False)
        os.close(self._fd)
        self.deleteLater()
        self._done(whole)


class Receiving(QObject):
    """Reads a pipe to its end. `done` gets the bytes; None after `patience_ms` without any, or beyond `cap` bytes."""

    def __init__(
        self, fd: int, cap: int, patience_ms: int, done: Callable[[bytes | None], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        _never_wait(fd)
        self._fd = fd
        self._cap = cap
        self._done = done
        self._data = bytearray()
        self._notifier = QSocketNotifier(fd, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._patience = QTimer(self, singleShot=True, interval=patience_ms)
        self._patience.timeout.connect(lambda: self._end(None))
        self._patience.start()

    @property
    def overflowed(self) -> bool:
        """There was more than the cap."""
        return len(self._data) > self._cap

    def stop(self) -> None:
        """Read no more, and tell nobody."""
        if self._fd != -1:
            self._close()

    def _read(self) -> None:
        with suppress(BlockingIOError):
            while piece := os.read(self._fd, _PIECE):
                self._data += piece
                if len(self._data) > self._cap:
                    self._end(None)
                    return
            self._end(bytes(self._data))
            return
        self._patience.start()

    def _end(self, data: bytes | None) -> None:
        self._close()
        self._done(data)

    def _close(self) -> None:
        self._notifier.setEnabled(False)
        self._patience.stop()
        os.close(self._fd)
        self._fd = -1
        self.deleteLater()
