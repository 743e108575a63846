"""SIGTERM, SIGINT and SIGHUP as a call on the Qt thread: a program that is ended politely must lose no dictation.

Imports QtCore. Qt's event loop does not return to Python for a signal, so the wake-up descriptor of the interpreter is
watched by a notifier (https://doc.qt.io/qt-6/unix-signals.html has the C++ form of it).
"""

import signal
import socket
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier


class EndSignals(QObject):
    """Calls `ended` on the Qt thread for every signal that asks the program to end."""

    def __init__(self, ended: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ended = ended
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        names = ["SIGINT", "SIGTERM"] if sys.platform == "win32" else ["SIGINT", "SIGTERM", "SIGHUP"]
        for name in names:
            signal.signal(getattr(signal, name), lambda *_: None)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._arrived)

    def _arrived(self) -> None:
        self._read.recv(64)
        self._ended()

    def stop(self) -> None:
        """Watch no more."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()
