"""Runs the gesture: key edges and commands in, session inputs out. Imports the gesture, the backends' Protocol, QtCore.

The gesture says what a press means, this gives it a clock: its one wake-up is a timer of the Qt thread, its check of
the physical key is a question to the backend.
"""

import logging
import time
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, QTimer

from . import gesture
from .gesture_messages import (
    Action,
    Armed,
    Cancel,
    CancelCommand,
    CancelKey,
    CheckKey,
    Disarmed,
    Event,
    KeyDown,
    KeyUp,
    Observed,
    Policy,
    Roll,
    Start,
    Stop,
    Tick,
    ToggleCommand,
    WakeAt,
)
from .hotkey.backend import Bound, Edge, EdgeKind, HotkeyBackend, Key, Role, Sink
from .messages import Cancelled, Input, Pressed, Released, Rolled

log = logging.getLogger(__name__)


class HotkeyControl(QObject):
    """One gesture, at most one backend. Everything here happens on the Qt thread.

    `take` gets the session's inputs. `edge`, `lost` and `bound` are what the backend calls, from its own thread: the
    first two must hop to `take_edge` and `take_loss`.
    """

    def __init__(
        self,
        policy: Policy,
        take: Callable[[Input], None],
        edge: Callable[[Edge], None],
        lost: Callable[[str], None],
        bound: Callable[[Mapping[Role, Bound]], None] = lambda _: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._policy = policy
        self._take = take
        self._sink = Sink(edge, lost, bound)
        self._backend: HotkeyBackend | None = None
        self._state = gesture.State()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.give(Tick(time.monotonic())))

    @property
    def hands_free(self) -> bool:
        """The dictation goes on until the user ends it."""
        return self._state.locked

    @property
    def key_held(self) -> bool:
        """The dictation goes on for as long as the key is down."""
        return self._state.hold is gesture.Hold.KEY

    @property
    def backend(self) -> HotkeyBackend | None:
        """What listens now."""
        return self._backend

    def listen(self, backend: HotkeyBackend, keys: Mapping[Role, Key], policy: Policy) -> None:
        """Listen for `keys` with `backend`, instead of whatever was before. Raises HotkeyUnavailable."""
        self.stop()
        self._policy = policy
        backend.start(keys, self._sink)
        self._backend = backend
        told = ", ".join(f"{key.name} ({role.value})" for role, key in keys.items())
        log.info("Listening for %s with %s", told, backend.capabilities.name)
        self.give(Armed(backend.is_physically_down(), time.monotonic()))

    def stop(self) -> None:
        """Listen no more. A dictation that the key holds ends. Idempotent."""
        if backend := self._backend:
            self._backend = None
            backend.stop()
            self.give(Disarmed(time.monotonic()))

    def take_edge(self, edge: Edge) -> None:
        """The key moved."""
        match edge.role, edge.kind:
            case Role.TALK, EdgeKind.DOWN:
                self.give(KeyDown(edge.at))
            case Role.TALK, EdgeKind.UP:
                self.give(KeyUp(edge.at))
            case Role.HANDS_FREE, EdgeKind.DOWN:
                self.give(ToggleCommand(edge.at))
            case Role.CANCEL, EdgeKind.DOWN:
                self.give(CancelKey(edge.at))

    def take_loss(self) -> None:
        """The backend stopped by itself."""
        self.stop()

    def ended_elsewhere(self) -> None:
        """The dictation is over, or has to be, without the user's doing. A key that is still down is ignored until it
        was up."""
        if self._state.dictating:
            self.give(ToggleCommand(time.monotonic()))

    def look_again(self) -> None:
        """Ask for the key's real state: nobody knows what became of it meanwhile."""
        if backend := self._backend:
            self.give(Armed(backend.is_physically_down(), time.monotonic()))

    def give(self, event: Event) -> None:
        """Run one event to the end."""
        if isinstance(event, CancelCommand) and not self._state.dictating:
            # The words were spoken, but are not inserted yet: whoever asks for it by name means these.
            self._take(Cancelled(event.at))
            return
        was_dictating = self._state.dictating
        self._state, actions = gesture.step(self._state, event, self._policy)
        if self._backend and self._state.dictating != was_dictating:
            self._backend.watch_cancel(self._state.dictating)
        for action in actions:
            self._carry_out(action)

    def _carry_out(self, action: Action) -> None:
        match action:
            case Start(at):
                self._take(Pressed(at))
            case Stop(at):
                self._take(Released(at))
            case Cancel(at):
                self._take(Cancelled(at))
            case Roll(at):
                self._take(Rolled(at))
            case WakeAt(at):
                self._timer.start(max(0, round((at - time.monotonic()) * 1000)))
            case CheckKey():
                down = self._backend.is_physically_down() if self._backend else None
                # Behind the actions that came with this one, as the gesture expects.
                QTimer.singleShot(0, self, lambda: self.give(Observed(down, time.monotonic())))
