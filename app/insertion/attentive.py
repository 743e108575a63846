"""Inserts with an eye on the place: asks what is there, joins the texts, and holds what has no place to go.

Stands before the inserter of the desktop, whichever that is. Imports the contracts, the rules,
`joining`, `surroundings`; QtCore.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.accessibility.objects import Focused, Takes, Written

from . import sentences
from .aim import Aim
from .hands import Hands, program_names
from .inserter import Inserter
from .joining import Style, joined
from .receipt import Landed, Receipt
from .rules import FocusChanged, Manner, Policy, find
from .surroundings import TAIL, Front, Ours, Surroundings, arrived, surroundings

Done = Callable[[Receipt], None]
Look = Callable[[Callable[[Focused | None], None]], None]
"""Asks what has the focus. The answer may come on any thread, or never."""

Write = Callable[[Focused, str, Callable[[Written], None]], None]
"""Puts a text into a field. The answer may come on any thread, or never."""

LOOK_LIMIT_MS = 60
"""So long an answer is waited for, whatever those who ask have promised."""


WRITE_LIMIT_MS = 3000
"""After this nobody knows whether a text that was put into a field is there."""


def refuse_to_write(_focused: Focused, _text: str, answer: Callable[[Written], None]) -> None:
    """Where fields cannot be written to."""
    answer(Written.REFUSED)


@dataclass(slots=True)
class _Order:
    text: str = field(repr=False)
    done: Done
    hold: bool = False
    reason: str = ""
    aim: Aim | None = None
    goes_on: bool = False
    at: float = 0.0
    """When it was given: monotonic seconds."""
    put: str = field(default="", repr=False)
    """The text as it goes in."""
    secret: bool = False
    seen: Focused | None = None
    """What the program said of its field before."""
    doubtful: Receipt | None = None
    """What came of it, if that is not certain."""
    front: Front = field(default_factory=Front)
    waited_ms: float = 0.0


_DOUBTFUL = frozenset({sentences.NO_RECEIPT, sentences.UNCERTAIN})


class AttentiveInserter(QObject):
    """One text at a time, in the order given; the next is looked at when the one before is where it belongs."""

    _answered = Signal(int, object)
    _wrote = Signal(int, object)

    def __init__(
        self,
        inner: Inserter,
        look: Look,
        hands: Hands,
        style: Callable[[], Style],
        policy: Callable[[], Policy] = Policy,
        write: Write = refuse_to_write,
        look_limit_ms: int = LOOK_LIMIT_MS,
    ) -> None:
        """Owns `inner` and `hands`, and closes them. `style`, `policy`: those that hold now."""
        super().__init__()
        self._inner = inner
        self._look = look
        self._hands = hands
        self._style = style
        self._policy = policy
        self._write = write
        self._orders: deque[_Order] = deque()
        self._current: _Order | None = None
        self._asked = 0
        self._waiting = 0
        """The number of the question whose answer is waited for; 0: none."""
        self._ours: Ours | None = None
        self._closed = False
        self._patience = QTimer(self, singleShot=True, interval=look_limit_ms, timerType=Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(lambda: self._take(self._waiting, None))
        self._writing = 0
        self._write_patience = QTimer(self, singleShot=True, interval=WRITE_LIMIT_MS)
        self._write_patience.timeout.connect(lambda: self._take_written(self._writing, Written.UNKNOWN))
        self._wrote.connect(self._take_written, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    # -------------------------------------------------------------------------------------------- Inserter

    def remember_clipboard(self) -> None:
        """See Inserter."""
        self._inner.remember_clipboard()

    def aim(self) -> Aim | None:
        """See Inserter."""
        return self._inner.aim()

    def insert(self, text: str, done: Done, aim: Aim | None = None) -> None:
        """See Inserter. `Receipt.as_inserted` is the text with the first letter that it got."""
        self._order(_Order(text, done, aim=aim, at=time.monotonic()))

    def go_on(self, text: str, done: Done, aim: Aim | None = None) -> None:
        """See JoiningInserter."""
        self._order(_Order(text, done, aim=aim, goes_on=True, at=time.monotonic()))

    def hold(self, text: str, done: Done, reason: str = "") -> None:
        """See Inserter."""
        self._order(_Order(text, done, hold=True, reason=reason))

    def copy(self, text: str) -> Receipt:
        """See Inserter."""
        return self._inner.copy(text)

    def close(self) -> None:
        """See Inserter."""
        if self._closed:
            return
        self._closed = True
        self._patience.stop()
        self._write_patience.stop()
        self._inner.close()
        self._hands.close()
        waiting = [self._current, *self._orders] if self._current else list(self._orders)
        self._current = None
        self._orders.clear()
        for order in waiting:
            order.done(order.doubtful or Receipt(Landed.NOWHERE, sentences.CLOSED))

    # -------------------------------------------------------------------------------------------- one text

    def _order(self, order: _Order) -> None:
        if self._closed:
            order.done(Receipt(Landed.NOWHERE, sentences.CLOSED))
            return
        self._orders.append(order)
        self._next()

    def _next(self) -> None:
        if self._current or self._closed or not self._orders:
            return
        self._current = order = self._orders.popleft()
        if order.hold:
            self._inner.hold(order.text, self._ended, order.reason)
            return
        self._ask()

    def _ask(self) -> None:
        self._asked = self._waiting = number = self._asked + 1
        self._patience.start()
        self._look(lambda focused: self._answered.emit(number, focused))

    @Slot(int, object)
    def _take(self, number: int, focused: Focused | None) -> None:
        """This is what is known about the focus, in answer to that question."""
        order = self._current
        if order is None or number != self._waiting:
            return
        self._waiting = 0
        self._patience.stop()
        if order.doubtful:
            self._settle(order, order.doubtful, focused)
            return
        order.front = self._hands.front()
        place = surroundings(focused, self._ours, order.front, time.monotonic())
        manner = self._manner(order.front, focused.process if focused else 0)
        if place.takes is Takes.NOTHING and manner is not Manner.NEVER:  # then not even the clipboard is touched
            order.hold = True
            self._inner.hold(order.text, self._ended, sentences.NO_FIELD)
            return
        order.put = self._joined(order, place)
        order.secret = place.takes is Takes.PASSWORD
        order.seen = focused if place.takes is Takes.TEXT else None
        order.waited_ms = (time.monotonic() - order.at) * 1000
        if manner is Manner.ACCESSIBILITY and focused and place.takes is Takes.TEXT and self._is_on_target(order):
            self._writing = number
            self._write_patience.start()
            self._write(focused, order.put, lambda written: self._wrote.emit(number, written))
            return
        self._inner.insert(order.put, self._ended, order.aim)

    def _is_on_target(self, order: _Order) -> bool:
        """Whether the text may go where the focus is: else the inserter knows what to say."""
        elsewhere = order.aim is not None and order.aim != self._inner.aim()
        return not (elsewhere and self._policy().focus_changed is FocusChanged.HOLD)

    @Slot(int, object)
    def _take_written(self, number: int, written: Written) -> None:
        """This became of a text that was put into its field."""
        order = self._current
        if order is None or number != self._writing:
            return
        self._writing = 0
        self._write_patience.stop()
        match written:
            case Written.DONE:
                took = (time.monotonic() - order.at) * 1000
                self._ended(Receipt(Landed.INSERTED, milliseconds=took - order.waited_ms))
            case Written.REFUSED:
                self._inner.insert(order.put, self._ended, order.aim)
            case Written.UNKNOWN:
                self._inner.hold(order.put.strip(), self._ended, sentences.UNCERTAIN)

    def _manner(self, front: Front, process: int) -> Manner:
        rule = find((*front.names, *program_names(process)), self._policy().programs)
        return rule.manner if rule else Manner.AUTOMATIC

    def _ended(self, receipt: Receipt) -> None:
        """This became of the text, by the word of who inserts; if that is not certain, the program has the last."""
        order = self._current
        if order is None:
            return
        if order.seen and not self._closed and (receipt.landed is Landed.SENT or receipt.reason in _DOUBTFUL):
            order.doubtful = receipt
            self._ask()
        else:
            self._settle(order, receipt, None)

    def _settle(self, order: _Order, receipt: Receipt, focused: Focused | None) -> None:
        self._current = None
        if order.seen and focused and arrived(order.seen, order.put, focused):
            note = sentences.ALSO_COPIED if receipt.landed is Landed.COPIED else receipt.note
            receipt = replace(receipt, landed=Landed.INSERTED, reason="", note=note)
        if not order.hold:
            receipt = replace(
                receipt, milliseconds=receipt.milliseconds + order.waited_ms, as_inserted=order.put.strip()
            )
            self._remember(order, receipt)
        order.done(receipt)
        self._next()

    def _remember(self, order: _Order, receipt: Receipt) -> None:
        before, self._ours = self._ours, None
        if receipt.landed in (Landed.INSERTED, Landed.SENT) and not order.secret:
            text = before.text + order.put if before and order.goes_on else order.put
            self._ours = Ours(text[-TAIL:], order.front.window, time.monotonic())
            self._hands.rest()

    def _joined(self, order: _Order, place: Surroundings) -> str:
        if order.goes_on or place.takes is Takes.PASSWORD:  # a password is nobody's sentence
            return order.text
        return joined(order.text, self._style(), place.before, place.after)
