"""Insertion where the system has one clipboard (Windows, macOS): paste with a receipt, or type. Imports the package.

The thin shell around `transaction`, the same for both: what differs is behind `System`. Lives in Qt's thread.
"""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from . import messages as m
from . import sentences
from .aim import Aim
from .clipboard_memory import ClipboardMemory
from .inserter import TellHeld
from .messages import Selection
from .plan import Plan, plan
from .receipt import Landed, Receipt
from .rules import Policy
from .runner import Done, Runner
from .system import Condition, Front, SendError, System
from .transaction import RECEIPT_LIMIT

CLIPBOARD = frozenset({Selection.CLIPBOARD})
NOTHING: frozenset[Selection] = frozenset()


class OneClipboardInserter(QObject):
    """Inserts by pasting or typing. Owns `system`, and closes it. `policy` says what the user wants whenever asked."""

    def __init__(
        self,
        system: System,
        tell_held: TellHeld,
        policy: Callable[[], Policy] = Policy,
        receipt_limit: float = RECEIPT_LIMIT,
    ) -> None:
        super().__init__()
        self._system = system
        self._policy = policy
        self._runner = Runner(self._perform, tell_held, receipt_limit, CLIPBOARD, self._feed, self)
        self._memory = ClipboardMemory(system, lambda: self._feed(m.MemoryChanged()), self)
        self._in_transit = False
        """What we put on the clipboard is a text on its way: never to be taken for the user's."""
        self._reads: deque[m.Read] = deque()
        self._closed = False

    # -------------------------------------------------------------------------------------------- Inserter

    def remember_clipboard(self) -> None:
        """See Inserter."""
        if not self._closed and not self._in_transit:
            self._memory.retry()
            self._memory.refresh()

    def condition(self) -> Condition:
        """Whether anything is in the way, for `holdfast doctor`."""
        return self._system.condition()

    def aim(self) -> Aim | None:
        """See Inserter."""
        front = None if self._closed else self._system.front()
        return front.aim if front else None

    def insert(self, text: str, done: Done, aim: Aim | None = None) -> None:
        """See Inserter. `Receipt.milliseconds` counts from here, waiting for others and for modifiers included."""
        self._feed(self._runner.order(text, done, aim=aim))

    def hold(self, text: str, done: Done, reason: str = "") -> None:
        """See Inserter."""
        self._feed(self._runner.order(text, done, hold=True, reason=reason))

    def copy(self, text: str) -> Receipt:
        """See Inserter."""
        if self._closed:
            return Receipt(Landed.NOWHERE, sentences.CLOSED)
        in_transit = self._in_transit
        copied = self._put(text)
        if in_transit:
            self._feed(m.Taken(Selection.CLIPBOARD, time.monotonic()))
        return Receipt(Landed.COPIED) if copied else Receipt(Landed.NOWHERE, sentences.COPY_REFUSED)

    def close(self) -> None:
        """See Inserter. Both systems keep what is on the clipboard when a program ends."""
        if self._closed:
            return
        self._feed(m.Quit(saved=True, at=time.monotonic()))
        self._closed = True
        self._runner.stop()
        self._memory.forget()
        self._system.close()

    # -------------------------------------------------------------------------------------------- events in

    def _feed(self, event: m.Event) -> None:
        if self._closed and not isinstance(event, m.Ordered):
            return
        while self._reads:
            self._runner.add(self._reads.popleft())
        self._look_after_our_text()
        self._runner.feed(event)

    def _look_after_our_text(self) -> None:
        """Whatever the user copied meanwhile wins."""
        if self._in_transit and not self._system.owns():
            self._in_transit = False
            self._memory.forget()
            self._runner.add(m.Taken(Selection.CLIPBOARD, time.monotonic()))

    def _heard_read(self, by_target: bool | None) -> None:
        """The reader gets its answer when this returns, so what follows from it waits for the next turn."""
        self._reads.append(m.Read(by_target, time.monotonic()))
        QTimer.singleShot(0, self, self._feed_reads)

    def _feed_reads(self) -> None:
        if self._reads:
            self._feed(self._reads.popleft())

    # -------------------------------------------------------------------------------------------- orders out

    def _perform(self, action: m.Action) -> m.Event | None:
        match action:
            case m.Look(aim):
                return self._look(aim)
            case m.Offer(text):
                return self._offer(text)
            case m.SendChord(chord):
                return self._send_chord(chord)
            case m.Type(text):
                return self._type(text)
            case m.GiveBack(selections):
                self._give_back(bool(selections))
            case m.KeepText(text):
                self._put(text)
        return None

    def _look(self, aim: Aim | None) -> m.Looked:
        front = self._system.front()
        held = self._system.held()
        self._memory.refresh()
        now = time.monotonic()
        if front is None:
            return m.Looked(held, self._memory.verdict, None, now)
        way = plan(front.names, front.suits, self._policy(), aim, front.aim)
        typing = way.typing or self._better_typed(way, front)
        refusal = way.refusal or front.refusal
        return m.Looked(held, self._memory.verdict, way.chord, now, typing, refusal, way.nowhere, way.rule)

    def _better_typed(self, way: Plan, front: Front) -> bool:
        """No rule says how, and the text is short. One with line ends or tabs is pasted: typed, they would send a
        message or leave the field."""
        text = self._runner.preparing
        plain = not any(each < " " or each == "\x7f" for each in text)
        return not way.rule and plain and len(text) <= front.types_up_to

    def _offer(self, text: str) -> m.Offered:
        self._reads.clear()
        self._in_transit = self._system.offer(text, self._heard_read)
        return m.Offered(CLIPBOARD if self._in_transit else NOTHING, time.monotonic())

    def _send_chord(self, chord: m.Chord) -> m.ChordSent | m.ChordFailed:
        try:
            self._system.send(chord)
        except SendError as error:
            return m.ChordFailed(str(error), time.monotonic())
        return m.ChordSent(time.monotonic())

    def _type(self, text: str) -> m.Typed | m.TypingFailed:
        try:
            self._system.type(text)
        except SendError as error:
            return m.TypingFailed(str(error), time.monotonic())
        return m.Typed(time.monotonic())

    def _give_back(self, ours: bool) -> None:
        if ours and self._in_transit and self._system.owns() and self._system.put_back(self._memory.snapshot):
            self._memory.keep_for(self._system.change())
        self._in_transit = False

    def _put(self, text: str) -> bool:
        """Put a text there that is the user's from now on."""
        self._in_transit = False
        self._memory.forget()
        return self._system.put_text(text)
