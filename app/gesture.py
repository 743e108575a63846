"""Press-to-talk as a value: `step(state, event, policy) -> (state, actions)`.

Owns what a press, a release and a command mean. Pure; imports only `gesture_messages`.

A dictation is held by one hand at a time: the KEY, a COMMAND (the button in the window, `holdfast press`), or nobody,
while it is LOCKED (hands-free). **The newest press takes hold of the dictation that runs, and ends it by letting go.**
So no press while one runs starts a second one, no press cuts it off, so that what is said into the key that is down
is always heard, and whatever got stuck ends with the next press and release of anything.

    event             nobody dictates    held by the KEY         held by a COMMAND    LOCKED
    ----------------  -----------------  ----------------------  -------------------  --------------------
    KeyDown           Start, key holds   a repeat: nothing       the key takes hold   the key takes hold
    KeyUp             nothing            Stop, or lock if a tap  nothing              nothing
    Observed(False)   nothing            twice running: Stop     nothing              nothing
    PressCommand      Start, it holds    the command takes hold  a repeat: nothing    the command takes hold
    ReleaseCommand    nothing            will not lock           Stop                 Stop
    ToggleCommand     Start, locked      Stop                    Stop                 Stop
    Cancel...         nothing            Cancel                  Cancel               Cancel
    Armed, Disarmed   nothing            Stop                    nothing              nothing

A KeyDown while the key is known to be down is a repeat, whatever the row says: after a Stop or a Cancel from elsewhere
a key that is still down starts nothing until it was seen up. The same holds for a key that was down when listening
began (`Armed(True)`): a program that is restarted under a held key must not start to record by itself.

Only a tap of the key that started a dictation locks it. A tap that took hold of a running one ends it, which is how a
locked dictation ends. A release that was merely observed never locks: nobody knows how long that press was. Commands
mean what they say and never lock, for how long a process takes to start says nothing about a finger.

A cancel while nobody dictates does nothing here; whether a dictation that is still being finalized is meant by it is
the session's business.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from .gesture_messages import (
    Action,
    Actions,
    Armed,
    Cancel,
    CancelCommand,
    CancelKey,
    CheckKey,
    Disarmed,
    Event,
    KeyDown,
    KeyUp,
    Mode,
    Observed,
    Policy,
    PressCommand,
    ReleaseCommand,
    Roll,
    Start,
    Stop,
    Tick,
    ToggleCommand,
    WakeAt,
)


class Hold(Enum):
    """Who holds the dictation."""

    NOBODY = "nobody"
    """There is none."""
    KEY = "key"
    COMMAND = "command"
    LOCKED = "locked"
    """It goes on hands-free."""


@dataclass(frozen=True, slots=True)
class State:
    """Where the gesture stands. Made with no arguments; every other value comes out of `step`."""

    hold: Hold = Hold.NOBODY
    key_down: bool = False
    """The key is believed to be down, whether or not it holds anything."""
    pressed_at: float = 0.0
    """When the press that `key_down` speaks of began."""
    may_lock: bool = False
    """That press started the dictation, so it locks it if it was a tap."""
    doubted_at: float | None = None
    """When the key was reported up, as long as that may still be half of an auto-repeat."""
    seen_up_at: float | None = None
    """When a check first found the holding key up, with none since that found it down."""
    check_at: float | None = None
    """When the key is to be checked next."""
    roll_at: float | None = None
    """When the longest hold is reached."""
    wake_at: float | None = None
    """The wake-up that is ordered."""

    @property
    def dictating(self) -> bool:
        """A dictation runs."""
        return self.hold is not Hold.NOBODY

    @property
    def locked(self) -> bool:
        """It runs hands-free, and the user has to end it: worth showing."""
        return self.hold is Hold.LOCKED


def step(state: State, event: Event, policy: Policy) -> tuple[State, Actions]:
    """What becomes of `state` when `event` happens, and what is to be done about it, in order."""
    state, actions = _step(state, event, policy)
    wake_at = _next_wake(state, policy)
    if wake_at is not None and wake_at != state.wake_at:
        actions = (*actions, WakeAt(wake_at))
    return replace(state, wake_at=wake_at), actions


def _step(state: State, event: Event, policy: Policy) -> tuple[State, Actions]:
    match event:
        case KeyDown(at):
            return _key_down(state, at, policy)
        case KeyUp(at):
            return _key_up(state, at, policy)
        case Observed(down, at):
            return _observed(state, down, at, policy)
        case Tick(at):
            return _tick(state, at, policy)
        case Armed(down, at):
            state, actions = _disarm(state, at)
            return (_watch(state, at, policy) if down else state), actions
        case Disarmed(at):
            return _disarm(state, at)
        case PressCommand(at):
            return _take(state, Hold.COMMAND, at, policy)
        case ReleaseCommand(at):
            return _release(state, at)
        case CancelKey(at) | CancelCommand(at):
            return _end(state, Cancel(at)) if state.dictating else (state, ())
        case ToggleCommand(at):
            if not state.dictating:
                return _take(state, Hold.LOCKED, at, policy)
            return _end(state, Stop(_let_go_at(state, at)))
        case _:
            assert_never(event)


def _key_down(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    if state.key_down:
        return replace(state, seen_up_at=None), ()
    before: Actions = ()
    if state.doubted_at is not None:
        if at < state.doubted_at + policy.release_grace_s:
            return replace(_watch(state, at, policy), pressed_at=state.pressed_at), ()
        state, before = _let_go(state, state.doubted_at, policy)
    pressed = replace(_watch(state, at, policy), may_lock=not state.dictating)
    state, actions = _take(pressed, Hold.KEY, at, policy)
    return state, (*before, *actions)


def _key_up(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    if not state.key_down:
        return state, ()
    state = replace(state, key_down=False, seen_up_at=None, check_at=None)
    if policy.release_grace_s:
        return replace(state, doubted_at=at), ()
    return _let_go(state, at, policy)


def _let_go(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    """The key really came up, at `at`."""
    state = replace(state, doubted_at=None)
    if state.hold is not Hold.KEY:
        return state, ()
    tapped = policy.mode is Mode.TAP_TO_LOCK and at - state.pressed_at < policy.tap_s
    if tapped and state.may_lock:
        return replace(state, hold=Hold.LOCKED), ()
    return _end(state, Stop(at))


def _observed(state: State, down: bool | None, at: float, policy: Policy) -> tuple[State, Actions]:
    if down is None:
        return state, ()
    if down:
        # Of a key that is believed up its own edge will tell; to believe this instead would swallow that edge.
        return replace(state, seen_up_at=None), ()
    if state.doubted_at is not None:
        return _let_go(state, state.doubted_at, policy)
    if not state.key_down:
        return state, ()
    if state.hold is Hold.KEY and state.seen_up_at is None:
        # Its release may just be on the way. Only a release that does not come within a watchdog's round is lost.
        return replace(state, seen_up_at=at), ()
    since = _let_go_at(state, at)
    state = replace(state, key_down=False, check_at=None, seen_up_at=None)
    return _end(state, Stop(since)) if state.hold is Hold.KEY else (state, ())


def _tick(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    state = replace(state, wake_at=None)
    actions: list[Action] = []
    if state.doubted_at is not None and at >= state.doubted_at + policy.release_grace_s:
        state, ended = _let_go(state, state.doubted_at, policy)
        actions.extend(ended)
    if state.roll_at is not None and at >= state.roll_at:
        state = replace(state, roll_at=at + policy.longest_hold_s)
        actions.append(Roll(at))
    if state.check_at is not None and at >= state.check_at:
        state = replace(state, check_at=at + policy.watchdog_s)
        actions.append(CheckKey())
    return state, tuple(actions)


def _disarm(state: State, at: float) -> tuple[State, Actions]:
    since = _let_go_at(state, at)
    state = replace(state, key_down=False, check_at=None, doubted_at=None, seen_up_at=None)
    return _end(state, Stop(since)) if state.hold is Hold.KEY else (state, ())


def _let_go_at(state: State, at: float) -> float:
    """When the key came up, as far as that is known; else `at`."""
    if state.hold is Hold.KEY:
        for known in (state.doubted_at, state.seen_up_at):
            if known is not None:
                return known
    return at


def _take(state: State, hold: Hold, at: float, policy: Policy) -> tuple[State, Actions]:
    """Start a dictation, or take hold of the one that runs."""
    taken = replace(state, hold=hold, seen_up_at=None)
    if state.dictating:
        return taken, ()
    return replace(taken, roll_at=at + policy.longest_hold_s), (Start(at),)


def _release(state: State, at: float) -> tuple[State, Actions]:
    if state.hold in (Hold.COMMAND, Hold.LOCKED):
        return _end(state, Stop(at))
    # The key decides when its own hold ends, but somebody has just asked for an end: nothing is locked on after that.
    return replace(state, may_lock=False), ()


def _end(state: State, ending: Stop | Cancel) -> tuple[State, Actions]:
    return replace(state, hold=Hold.NOBODY, roll_at=None, seen_up_at=None), (ending,)


def _watch(state: State, at: float, policy: Policy) -> State:
    """The key went down, or was found down."""
    check_at = at + policy.watchdog_s if policy.knows_state else None
    return replace(state, key_down=True, pressed_at=at, doubted_at=None, seen_up_at=None, check_at=check_at)


def _next_wake(state: State, policy: Policy) -> float | None:
    doubt_ends = None if state.doubted_at is None else state.doubted_at + policy.release_grace_s
    return min((due for due in (doubt_ends, state.roll_at, state.check_at) if due is not None), default=None)
