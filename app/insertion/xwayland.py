"""Insertion on GNOME's Wayland: X11's clipboard through XWayland, the chord through the portal. Imports `x11`.

GNOME gives no program in the background the Wayland clipboard, but Mutter hands XWayland's selections on to every
program, whoever has the focus (measured with GNOME Shell 50; wlroots and KWin do so only for a focused X window). So
everything of `x11` holds, but for three things: keys and the focus are not known while a Wayland program has them, the
chord has another way, and the reader is Mutter, for whoever pastes.
"""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QClipboard

from . import messages as m
from .aim import Aim
from .inserter import TellHeld
from .plan import plan
from .rules import Policy
from .system import Condition
from .transaction import RECEIPT_LIMIT
from .wayland_chords import ChordSender
from .x11 import X11PasteInserter
from .x11_server import Server

GREETING_MS = 100
"""For Mutter's own read of what is new on the clipboard, which it keeps for when the owner ends; measured: 5 ms. Only
the reads behind it can be a paste."""


class XWaylandInserter(X11PasteInserter):
    """Inserts by pasting. Owns `server` and `chords`, and closes them."""

    def __init__(
        self,
        clipboard: QClipboard,
        server: Server,
        chords: ChordSender,
        tell_held: TellHeld,
        policy: Callable[[], Policy] = Policy,
        receipt_limit: float = RECEIPT_LIMIT,
    ) -> None:
        super().__init__(clipboard, server, tell_held, policy, receipt_limit)
        self._chords = chords
        self._greeting: m.Offered | None = None
        """What is not said before Mutter has read."""
        self._patience = QTimer(self, singleShot=True, interval=GREETING_MS)
        self._patience.timeout.connect(self._greeted)

    def condition(self) -> Condition:
        """Whether anything is in the way, for `holdfast doctor`."""
        return self._chords.condition()

    def close(self) -> None:
        """See Inserter."""
        super().close()
        self._patience.stop()
        self._chords.close()

    def _perform(self, action: m.Action) -> m.Event | None:
        answer = super()._perform(action)
        if not isinstance(answer, m.Offered) or m.Selection.CLIPBOARD not in answer.owned:
            return answer
        self._greeting = answer
        self._patience.start()
        return None

    def _greeted(self) -> None:
        """Go on, with what is still ours."""
        greeting, self._greeting = self._greeting, None
        if greeting and not self._closed:
            self._patience.stop()
            self._feed(m.Offered(greeting.owned & self._offered, time.monotonic()))

    def _told(self, event: type[m.Asked] | type[m.Read], requestor: int | None, at: float) -> m.Event:
        told = super()._told(event, requestor, at)
        if not isinstance(told, m.Read) or not self._of_mutter(requestor):
            return told
        if self._greeting:
            QTimer.singleShot(0, self, self._greeted)
        return replace(told, by_target=None)

    def _look(self, aim: Aim | None) -> m.Looked:
        looked = super()._look(aim)
        refusal = self._chords.refusal()
        if self._target and not self._of_mutter(self._target):
            return replace(looked, held=(), refusal=looked.refusal or refusal)
        way = plan((), m.Chord.SHIFT_INSERT, self._policy(), aim, self.aim())
        return m.Looked(
            (), looked.memory, way.chord, looked.at, way.typing, way.refusal or refusal, way.nowhere, way.rule
        )

    def _send_chord(self, chord: m.Chord) -> m.ChordSent | m.ChordFailed:
        self._chords.send(chord, lambda reason: self._feed(m.ChordFailed(reason, time.monotonic())))
        return m.ChordSent(time.monotonic())

    def _of_mutter(self, window: int | None) -> bool:
        return window is not None and self._server.same_connection(window, self._server.window_manager())
