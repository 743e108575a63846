"""Insertion on Wayland: data-control, a paste chord, and the target's read as the receipt. Imports the package.

The thin shell around `transaction`, as `x11` is. Not Qt's clipboard: that of a program without the focus is silently
ignored by every compositor. Lives in Qt's thread, and waits for nobody.
"""

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

from . import messages as m
from . import sentences
from .aim import Aim
from .inserter import TellHeld
from .memory import overall
from .messages import Selection
from .offer import NOT_FOR_HISTORY
from .plan import plan
from .receipt import Landed, Receipt
from .rules import Policy
from .runner import Done, Runner
from .snapshot import Snapshot
from .system import Condition
from .transaction import RECEIPT_LIMIT
from .wayland_chords import ChordSender
from .wayland_clipboard import DataControl
from .wayland_connection import Connection, WaylandError
from .wayland_focus import Focus, Focused
from .wayland_memory import WaylandMemory
from .wayland_readers import read_by_target

log = logging.getLogger(__name__)

_TEXT = ("text/plain;charset=utf-8", "text/plain", "UTF8_STRING", "STRING", "TEXT")
"""What programs ask for; the last three are for those on XWayland, where the compositor knows them by these names."""


class WaylandInserter(QObject):
    """Inserts by pasting. Owns `connection`, `focus` and `chords`, and closes them."""

    def __init__(
        self,
        connection: Connection,
        focus: Focus,
        chords: ChordSender,
        tell_held: TellHeld,
        policy: Callable[[], Policy] = Policy,
        receipt_limit: float = RECEIPT_LIMIT,
    ) -> None:
        """`policy`: what the user wants, whenever it is asked."""
        super().__init__()
        self._policy = policy
        self._connection = connection
        self._focus = focus
        self._chords = chords
        self._clipboard = DataControl(connection, self._replaced)
        self._runner = Runner(self._perform, tell_held, receipt_limit, parent=self)
        self._memories = {
            each: WaylandMemory(each, self._clipboard, lambda: self._runner.feed(m.MemoryChanged()))
            for each in Selection
        }
        self._focused = Focused()
        self._offered: set[Selection] = set()
        """Where a text in transit is, which is never to be taken for the user's."""
        self._closed = False
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    # -------------------------------------------------------------------------------------------- Inserter

    def remember_clipboard(self) -> None:
        """Begin to read what is on both selections; returns at once."""
        if self._closed:
            return
        self._hear()
        for selection in set(Selection) - self._offered:
            self._memories[selection].retry()
            self._memories[selection].refresh()

    def aim(self) -> Aim | None:
        """See Inserter."""
        return None if self._closed else _aim(self._focus.look())

    def insert(self, text: str, done: Done, aim: Aim | None = None) -> None:
        """See Inserter. `Receipt.milliseconds` counts from here, waiting for others included."""
        self._runner.feed(self._runner.order(text, done, aim=aim))

    def hold(self, text: str, done: Done, reason: str = "") -> None:
        """See Inserter."""
        self._runner.feed(self._runner.order(text, done, hold=True, reason=reason))

    def copy(self, text: str) -> Receipt:
        """See Inserter."""
        if self._closed:
            return Receipt(Landed.NOWHERE, sentences.CLOSED)
        in_transit = Selection.CLIPBOARD in self._offered
        self._put_plain(Selection.CLIPBOARD, text)
        if in_transit:
            self._runner.feed(m.Taken(Selection.CLIPBOARD, time.monotonic()))
        return Receipt(Landed.COPIED) if self._clipboard.owns(Selection.CLIPBOARD) else _nowhere()

    def condition(self) -> Condition:
        """Whether anything is in the way, for `holdfast doctor`."""
        return self._chords.condition()

    def close(self) -> None:
        """See Inserter. A Wayland clipboard dies with its owner, unless a clipboard manager has read it; whether one
        runs is not known."""
        if self._closed:
            return
        self._runner.feed(m.Quit(False, time.monotonic()))
        self._runner.stop()
        self._end()

    # -------------------------------------------------------------------------------------------- events in

    def _hear(self) -> None:
        try:
            self._connection.dispatch()
        except WaylandError as error:
            self._lost(error)

    def _lost(self, error: WaylandError) -> None:
        """The desktop is gone, and this program will be told by Qt, too."""
        if not self._closed:
            log.warning("No clipboard any more: %s", error)
            self._runner.feed(m.Quit(False, time.monotonic()))
            self._end()

    def _end(self) -> None:
        self._closed = True
        self._notifier.setEnabled(False)
        for memory in self._memories.values():
            memory.invalidate()
        self._chords.close()
        self._focus.close()
        self._connection.close()

    def _replaced(self, selection: Selection) -> None:
        """Another program put something there, or nobody owns it any more."""
        in_transit = selection in self._offered
        self._offered.discard(selection)
        self._memories[selection].invalidate()
        self._runner.feed(m.Taken(selection, time.monotonic()) if in_transit else m.MemoryChanged())

    def _asked(self, name: str, pipe: int) -> bool | None:
        """Somebody begins to read the text in transit; whether that is the target, if that can be known."""
        self._runner.feed(m.Asked(time.monotonic()))
        return read_by_target(pipe, self._focused, self._connection.compositor) if name in _TEXT else False

    def _handed(self, name: str, by_target: bool | None, whole: bool) -> None:
        if name in _TEXT and whole:
            self._runner.feed(m.Read(by_target, time.monotonic()))

    # -------------------------------------------------------------------------------------------- orders out

    def _perform(self, action: m.Action) -> m.Event | None:
        try:
            return self._carry_out(action)
        except WaylandError as error:
            self._lost(error)
            return None

    def _carry_out(self, action: m.Action) -> m.Event | None:
        match action:
            case m.Look(aim):
                return self._look(aim)
            case m.Offer(text, selections):
                return self._offer(text, selections)
            case m.SendChord(chord):
                self._chords.send(chord, lambda reason: self._runner.feed(m.ChordFailed(reason, time.monotonic())))
                return m.ChordSent(time.monotonic())
            case m.Type():
                return m.TypingFailed(sentences.TYPING_REFUSED, time.monotonic())
            case m.GiveBack(selections):
                for selection in selections & self._offered:
                    self._give_back(selection)
            case m.KeepText(text, selections):
                for selection in selections:
                    self._put_plain(selection, text)
        return None

    def _look(self, aim: Aim | None) -> m.Looked:
        self._hear()  # a copy made just now counts
        focused = self._focus.look()
        self._focused = focused or Focused()
        for memory in self._memories.values():
            memory.refresh()
        verdict = overall(memory.verdict for memory in self._memories.values())
        now = time.monotonic()
        if focused is None:
            return m.Looked((), verdict, None, now)
        way = plan(focused.names, m.Chord.SHIFT_INSERT, self._policy(), aim, _aim(focused))
        refusal = way.refusal or self._chords.refusal()
        return m.Looked((), verdict, way.chord, now, way.typing, refusal, way.nowhere, way.rule)

    def _offer(self, text: str, selections: frozenset[Selection]) -> m.Offered:
        data = text.encode("utf-8", "replace")
        self._offered = set(selections)
        for selection in selections:
            formats = {**dict.fromkeys(_TEXT, data), NOT_FOR_HISTORY: b"secret"}
            self._clipboard.put(selection, formats, self._asked, self._handed)
        return m.Offered(selections, time.monotonic())

    def _give_back(self, selection: Selection) -> None:
        self._offered.discard(selection)
        snapshot = self._memories[selection].snapshot
        if snapshot.formats:
            self._clipboard.put(selection, dict(snapshot.formats))
        else:
            self._clipboard.clear(selection)

    def _put_plain(self, selection: Selection, text: str) -> None:
        """Leave a text there for the user, without a mark: any history may record it."""
        self._offered.discard(selection)
        data = text.encode("utf-8", "replace")
        self._clipboard.put(selection, dict.fromkeys(_TEXT, data))
        self._memories[selection].remember(Snapshot(tuple((name, data) for name in _TEXT[:2])))


def _nowhere() -> Receipt:
    return Receipt(Landed.NOWHERE, sentences.COPY_REFUSED)


def _aim(focused: Focused | None) -> Aim | None:
    if focused is None or not (focused.process or focused.names):
        return None
    return Aim(str(focused.process or focused.names[0]))
