"""Runs the paste transaction in Qt's event loop: its events, its wake-ups, its receipts. Imports `transaction`.

What every desktop's inserter has in common. What differs, the shell beside it carries out.
"""

import math
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from . import messages as m
from .aim import Aim
from .inserter import TellHeld
from .receipt import Receipt
from .transaction import RECEIPT_LIMIT, Preparing, State, step

Done = Callable[[Receipt], None]
Perform = Callable[[m.Action], m.Event | None]
"""Carries out one order, and gives the event that it is answered with, if it has one."""


class Runner(QObject):
    """One transaction. `perform` gets the orders that are not about time, keys to let go, or receipts."""

    def __init__(
        self,
        perform: Perform,
        tell_held: TellHeld,
        receipt_limit: float = RECEIPT_LIMIT,
        selections: frozenset[m.Selection] = m.BOTH,
        feed: Callable[[m.Event], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`feed`: where a wake-up goes, if the shell has to look at something before `feed` here gets it."""
        super().__init__(parent)
        self._perform = perform
        self._tell_held = tell_held
        self._state = State(receipt_limit=receipt_limit, selections=selections)
        self._events: deque[m.Event] = deque()
        self._stepping = False
        self._orders = 0
        self._done: dict[int, Done] = {}
        self._receipts: deque[tuple[Done, Receipt]] = deque()
        self._alarm = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(lambda: (feed or self.feed)(m.Due(time.monotonic())))

    def order(
        self, text: str, done: Done, *, hold: bool = False, reason: str = "", aim: Aim | None = None
    ) -> m.Ordered:
        """The event that begins this insertion. `done` gets its receipt, once."""
        self._orders += 1
        self._done[self._orders] = done
        return m.Ordered(self._orders, text, time.monotonic(), hold, reason, aim)

    @property
    def preparing(self) -> str:
        """The text that a `Look` is about."""
        return self._state.stage.order.text if isinstance(self._state.stage, Preparing) else ""

    def add(self, event: m.Event) -> None:
        """An event that happened before the next one that is fed."""
        self._events.append(event)

    def feed(self, event: m.Event) -> None:
        """Let the transaction go on. An event that comes up meanwhile waits for its turn."""
        self._events.append(event)
        if self._stepping:
            return
        self._stepping = True
        try:
            while self._events:
                self._state, actions = step(self._state, self._events.popleft())
                for action in actions:
                    self._carry_out(action)
        finally:
            self._stepping = False
        while self._receipts:
            done, receipt = self._receipts.popleft()
            done(receipt)

    def stop(self) -> None:
        """Wake up no more."""
        self._alarm.stop()

    def _carry_out(self, action: m.Action) -> None:
        match action:
            case m.TellHeld(names):
                self._tell_held(names)
            case m.Wake(at):
                self._alarm.start(max(0, math.ceil((at - time.monotonic()) * 1000)))
            case m.Report(number, receipt):
                self._receipts.append((self._done.pop(number), receipt))
            case _:
                if answer := self._perform(action):
                    self._events.appendleft(answer)
