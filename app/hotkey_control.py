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
    HandsFreeKey,
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
from .hotkey.backend import Bound, Edge, EdgeKind, HotkeyBackend, Key, Repeats, Role, Shape, Sink
from .key_presses import Presses
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
        self._presses: dict[Role, Presses] = {}
        self.quiet: Callable[[], bool] = lambda: False
        """Whether nobody has been speaking just now."""
        self.insert_again: Callable[[], None] = lambda: None
        """The newest text is wanted once more."""
        self.changed: Callable[[], None] = lambda: None
        """Called when `hands_free` or `asking` changed."""
        self._backend: HotkeyBackend | None = None
        self._talk_shape = Shape.PLAIN
        self._cancel_key = ""
        self._state = gesture.State()
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self.give(Tick(time.monotonic())))

    @property
    def hands_free(self) -> bool:
        """The dictation goes on until the user ends it."""
        return self._state.locked

    @property
    def key_in_the_way(self) -> bool:
        """A modifier is held down as long as the dictation goes on: other keys mean something else meanwhile."""
        return self._state.hold is gesture.Hold.KEY and self._talk_shape is not Shape.PLAIN

    @property
    def asking(self) -> str:
        """The name of the cancel key, if it was pressed once and is to be pressed once more; else empty."""
        return self._cancel_key if self._state.asking else ""

    @property
    def backend(self) -> HotkeyBackend | None:
        """What listens now."""
        return self._backend

    def listen(self, backend: HotkeyBackend, keys: Mapping[Role, Key], policy: Policy) -> None:
        """Listen for `keys` with `backend`, instead of whatever was before. Raises HotkeyUnavailable."""
        self.stop()
        self._policy = policy
        self._presses.clear()
        backend.start(keys, self._sink)
        self._backend = backend
        self._talk_shape = keys[Role.TALK].shape
        self._cancel_key = keys[Role.CANCEL].name if Role.CANCEL in keys else ""
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
                self.give(KeyUp(edge.at, self._policy.early_grace_s > 0 and self.quiet()))
            case _ if self._is_press(edge):
                self._pressed(edge)

    def _is_press(self, edge: Edge) -> bool:
        """Whether a key that is not held was pressed. Repeats are no presses."""
        before = self._presses.get(edge.role, Presses())
        if edge.kind is EdgeKind.UP:
            self._presses[edge.role] = before.up(edge.at)
            return False
        pairs = self._backend is not None and self._backend.capabilities.repeats is Repeats.PAIRS
        self._presses[edge.role], is_press = before.down(edge.at, pairs)
        return is_press

    def _pressed(self, edge: Edge) -> None:
        match edge.role:
            case Role.HANDS_FREE:
                self.give(HandsFreeKey(edge.at))
            case Role.CANCEL:
                self.give(CancelKey(edge.at))
            case Role.INSERT_AGAIN:
                self.insert_again()

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

    def heard_anew(self) -> None:
        """The backend has heard the key only from now on. What is being dictated goes on."""
        if not self._state.dictating:
            self.look_again()

    def give(self, event: Event) -> None:
        """Run one event to the end."""
        if isinstance(event, CancelCommand) and not self._state.dictating:
            # The words were spoken, but are not inserted yet: whoever asks for it by name means these.
            self._take(Cancelled(event.at))
            return
        before = self._state
        self._state, actions = gesture.step(before, event, self._policy)
        for action in actions:
            self._carry_out(action)
        # Behind the actions: what a desktop has to be asked for takes its time, and the microphone comes first.
        if self._backend and self._state.dictating != before.dictating:
            self._backend.watch_cancel(self._state.dictating)
        if (self._state.locked, self._state.asking) != (before.locked, before.asking):
            self.changed()

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
