"""Insertion on X11: Qt's clipboard, a paste chord, and the target's read as the receipt. Imports the whole package.

The thin shell around `transaction`: turns what Qt and the X server tell into its events, and carries out its orders.
Lives in Qt's thread.
"""

import time
from collections import deque
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QClipboard, QWindow

from . import messages as m
from . import offer, sentences
from .aim import Aim
from .inserter import TellHeld
from .memory import MODES, SelectionMemory, overall
from .messages import Selection
from .plan import Plan, plan
from .receipt import Landed, Receipt
from .requests import RequestWatch
from .rules import Policy
from .runner import Done, Runner
from .target import chord_for
from .transaction import RECEIPT_LIMIT
from .x11_server import ChordError, Server
from .x11_typing import TypingError


class X11PasteInserter(QObject):
    """Inserts by pasting. Owns `server`, and closes it."""

    def __init__(
        self,
        clipboard: QClipboard,
        server: Server,
        tell_held: TellHeld,
        policy: Callable[[], Policy] = Policy,
        receipt_limit: float = RECEIPT_LIMIT,
    ) -> None:
        """`policy`: what the user wants, whenever it is asked."""
        super().__init__()
        self._policy = policy
        self._clipboard = clipboard
        self._server = server
        self._runner = Runner(self._perform, tell_held, receipt_limit, feed=self._feed, parent=self)
        self._closed = False
        self._put: dict[Selection, QMimeData] = {}
        """What we put where, as long as nobody else did."""
        self._speaking = False
        """A text is to come, so that what the user copies now is read at once."""
        self._offered: set[Selection] = set()
        """Where that is a text in transit, which is never to be taken for the user's."""
        self._hidden = QWindow()
        self._hidden.create()
        self._anchor = int(self._hidden.winId())
        """A window on Qt's connection: tells which windows are ours."""
        self._target = 0
        self._noted: deque[tuple[type[m.Asked | m.Read], int | None, float]] = deque()
        self._memories = {
            each: SelectionMemory(each, clipboard, server, partial(self._feed, m.MemoryChanged())) for each in Selection
        }
        self._watch = RequestWatch(partial(self._note, m.Asked))
        self._notifier = QSocketNotifier(server.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear_server)
        clipboard.changed.connect(self._clipboard_changed)

    # -------------------------------------------------------------------------------------------- Inserter

    def remember_clipboard(self) -> None:
        """Begin to read what is on both selections; returns at once."""
        if self._closed:
            return
        self._speaking = True
        for selection in Selection:
            if selection not in self._offered:
                self._memories[selection].retry()
                self._memories[selection].refresh()
        self._hear_what_is_left()

    def aim(self) -> Aim | None:
        """See Inserter."""
        return None if self._closed else self._server.program()

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
        copied = self._put_on(Selection.CLIPBOARD, offer.plain_text(text))
        self._replaced(Selection.CLIPBOARD)
        return Receipt(Landed.COPIED) if copied else Receipt(Landed.NOWHERE, sentences.COPY_REFUSED)

    def close(self) -> None:
        """See Inserter. What is on the clipboard outlives the program only if a clipboard manager runs: Qt then hands
        it over when the application ends; on bare X11 a clipboard dies with its owner."""
        if self._closed:
            return
        self._feed(m.Quit(self._server.has_clipboard_manager(), time.monotonic()))
        self._closed = True
        self._clipboard.changed.disconnect(self._clipboard_changed)
        self._runner.stop()
        self._notifier.setEnabled(False)
        for memory in self._memories.values():
            memory.close()
        self._hidden.destroy()
        self._server.close()

    # -------------------------------------------------------------------------------------------- events in

    def _feed(self, event: m.Event) -> None:
        while self._noted:
            self._runner.add(self._told(*self._noted.popleft()))
        self._runner.feed(event)
        self._hear_what_is_left()

    def _note(self, event: type[m.Asked] | type[m.Read]) -> None:
        """The asking program gets its answer when this returns, so what follows from it waits for the next turn."""
        self._noted.append((event, self._watch.requestor, time.monotonic()))
        QTimer.singleShot(0, self, self._feed_noted)

    def _feed_noted(self) -> None:
        if self._noted:
            self._feed(self._told(*self._noted.popleft()))

    def _told(self, event: type[m.Asked] | type[m.Read], requestor: int | None, at: float) -> m.Event:
        if event is m.Asked:
            return m.Asked(at)
        # without a request, it was a field of our own program that read
        return m.Read(self._server.same_program(requestor or self._anchor, self._target), at)

    def _hear_server(self) -> None:
        if self._closed:
            return
        for news in self._server.news():
            if not self._server.same_connection(news.owner, self._anchor):
                self._lost(news.selection)

    def _hear_what_is_left(self) -> None:
        """News that came along with the answer to a question no longer lies in the socket: nothing else would tell."""
        if not self._closed and self._server.has_news():
            QTimer.singleShot(0, self, self._hear_server)

    def _clipboard_changed(self, mode: QClipboard.Mode) -> None:
        for selection, each in MODES.items():
            if each == mode and self._clipboard.mimeData(mode) is not self._put.get(selection):
                self._lost(selection)

    def _lost(self, selection: Selection) -> None:
        """Another program, or another part of this one, put something there."""
        self._put.pop(selection, None)
        self._replaced(selection)

    def _replaced(self, selection: Selection) -> None:
        """What is there now is the user's."""
        in_transit = selection in self._offered
        self._offered.discard(selection)
        self._memories[selection].invalidate()
        if self._speaking:
            self._memories[selection].refresh()
        self._feed(m.Taken(selection, time.monotonic()) if in_transit else m.MemoryChanged())

    # -------------------------------------------------------------------------------------------- orders out

    def _perform(self, action: m.Action) -> m.Event | None:
        match action:
            case m.Look(aim):
                return self._look(aim)
            case m.Offer(text, selections):
                return self._offer(text, selections)
            case m.SendChord(chord):
                return self._send_chord(chord)
            case m.Type(text):
                return self._type(text)
            case m.GiveBack(selections):
                self._give_back(selections)
            case m.KeepText(text, selections):
                self._keep(text, selections)
        return None

    def _look(self, aim: Aim | None) -> m.Looked:
        held, target = self._server.held(), self._server.target()
        self._hear_server()  # before the memories are asked: a copy made just now counts
        for memory in self._memories.values():
            memory.refresh()
        way = Plan(None)
        self._target = 0
        if target is not None:
            self._target = target.window
            focused = self._server.program_of(target.window)
            way = plan(target.names, chord_for(target), self._policy(), aim, focused)
        needed = m.SELECTIONS[way.chord] if way.chord else m.BOTH
        verdict = overall(self._memories[each].verdict for each in needed)
        return m.Looked(held, verdict, way.chord, time.monotonic(), way.typing, way.refusal, way.nowhere, way.rule)

    def _offer(self, text: str, selections: frozenset[Selection]) -> m.Offered:
        self._application().installNativeEventFilter(self._watch)
        self._noted.clear()
        self._offered = set(selections)
        self._speaking = False
        for selection in selections:
            self._memories[selection].give_up()
        owned = frozenset(
            each for each in selections if self._put_on(each, offer.Offer(text, partial(self._note, m.Read)))
        )
        self._offered &= owned
        return m.Offered(owned, time.monotonic())

    def _send_chord(self, chord: m.Chord) -> m.ChordSent | m.ChordFailed:
        try:
            self._server.send(chord)
        except ChordError:
            return m.ChordFailed(sentences.NO_PASTE_KEY, time.monotonic())
        return m.ChordSent(time.monotonic())

    def _type(self, text: str) -> m.Typed | m.TypingFailed:
        try:
            self._server.type(text)
        except TypingError as error:
            return m.TypingFailed(str(error), time.monotonic())
        return m.Typed(time.monotonic())

    def _give_back(self, selections: frozenset[Selection]) -> None:
        self._end_watch()
        self._hear_server()
        for selection in selections & set(self._put):
            self._offered.discard(selection)
            memory = self._memories[selection]
            if memory.snapshot.formats:
                self._put_on(selection, offer.Content(memory.snapshot))
            else:
                self._put.pop(selection)
                self._clipboard.clear(MODES[selection])
            memory.given_back()

    def _keep(self, text: str, selections: frozenset[Selection]) -> None:
        self._end_watch()
        for selection in selections:
            self._offered.discard(selection)
            self._memories[selection].invalidate()  # it is the user's now
            self._put_on(selection, offer.plain_text(text))

    def _end_watch(self) -> None:
        self._application().removeNativeEventFilter(self._watch)
        self._watch.requestor = None

    def _application(self) -> QCoreApplication:
        application = QCoreApplication.instance()
        assert application is not None
        return application

    def _put_on(self, selection: Selection, mime: QMimeData) -> bool:
        """Take a selection. False if the server gave it to someone else, whose request was younger."""
        self._put[selection] = mime
        self._clipboard.setMimeData(mime, MODES[selection])
        return self._server.same_connection(self._server.owner(selection), self._anchor)
