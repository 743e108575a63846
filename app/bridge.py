"""The one crossing into the Qt thread. Imports QtCore and the messages.

Whatever the stream thread, the control thread and the hotkey's thread have to say becomes a queued signal here, in the
order in which it was said. Nothing else in the program hops threads towards Qt.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from audio.level import Level

from .hotkey.backend import Edge
from .messages import DeadlinePassed, Input


class Bridge(QObject):
    """Thread-safe senders on the left, Qt-thread receivers on the right.

    `report`, `level`, `edge` and `call` may be called from any thread, and return at once.
    """

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)
        self.take_input: Callable[[Input], None] = lambda _: None
        self.take_level: Callable[[Level], None] = lambda _: None
        self.take_edge: Callable[[Edge], None] = lambda _: None

    def report(self, given: Input) -> None:
        """An input for the session."""
        self._arrived.emit(lambda: self.take_input(given))

    def level(self, level: Level) -> None:
        """How loud it is."""
        self._arrived.emit(lambda: self.take_level(level))

    def edge(self, edge: Edge) -> None:
        """A key moved."""
        self._arrived.emit(lambda: self.take_edge(edge))

    def call(self, work: Callable[[], None]) -> None:
        """Run `work` on the Qt thread, behind everything said before."""
        self._arrived.emit(work)

    @Slot(object)
    def _run(self, work: Callable[[], None]) -> None:
        work()


class QtDeadlines(QObject):
    """The session's alarm clocks, as timers of the Qt thread."""

    def __init__(self, clock: Callable[[], float], passed: Callable[[DeadlinePassed], None]) -> None:
        super().__init__()
        self._clock = clock
        self._passed = passed
        self._timers: dict[int, QTimer] = {}

    def arm(self, dictation: int, at: float) -> None:
        """Ring at monotonic time `at`; a newer order replaces the older one."""
        timer = self._timers.get(dictation)
        if timer is None:
            timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
            timer.timeout.connect(lambda: self._ring(dictation))
            self._timers[dictation] = timer
        timer.start(max(0, round((at - self._clock()) * 1000)))

    def disarm(self, dictation: int) -> None:
        """Forget it."""
        if timer := self._timers.pop(dictation, None):
            timer.stop()
            timer.deleteLater()

    def _ring(self, dictation: int) -> None:
        self.disarm(dictation)
        self._passed(DeadlinePassed(dictation, self._clock()))
