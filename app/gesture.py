"""Press-to-talk as a value: `step(state, event, policy) -> (state, actions)`.

Owns what a press, a release and a command mean. Pure; imports only `gesture_messages` and `key_reading`, which says
whether the key is down.

A dictation is held by one hand at a time: the KEY, a COMMAND (the button in the window, `holdfast press`), or nobody,
while it is LOCKED (hands-free). **The newest press takes hold of the dictation that runs, and ends it by letting go.**
So no press while one runs starts a second one, no press cuts it off, so that what is said into the key that is down
is always heard, and whatever got stuck ends with the next press and release of anything.

    event             nobody dictates    held by the KEY         held by a COMMAND    LOCKED
    ----------------  -----------------  ----------------------  -------------------  --------------------
    it went down      Start, key holds   Roll, or Stop: below    the key takes hold   the key takes hold
    it came up        nothing            Stop, or lock if a tap  nothing              nothing
    HandsFreeKey      Start, locked      lock                    lock                 Stop
    PressCommand      Start, it holds    the command takes hold  a repeat: nothing    the command takes hold
    ReleaseCommand    nothing            will not lock           Stop                 Stop
    ToggleCommand     Start, locked      Stop                    Stop                 Stop
    CancelKey         nothing            Cancel                  Cancel               Cancel
    CancelCommand     nothing            Cancel                  Cancel               Cancel

A key that is still down after a Stop or a Cancel from elsewhere starts nothing until it was seen up; nor does one that
was down when listening began.

It goes down while it holds when a release was missed. What was said until then is a dictation of its own, and so is
what is said into the new press: Roll, without a gap. If that release is missed as well, and there never was another
sign of the key, the desktop tells no releases at all, and the press is what ends the dictation: Stop.

Only a tap of the key that started a dictation locks it. A tap that took hold of a running one ends it, which is how a
locked dictation ends. A release that nobody reported never locks: nobody knows how long that press was. Commands mean
what they say and never lock, for how long a process takes to start says nothing about a finger.

Where the policy wants the cancel key twice, the first press only arms it (`State.asking`), and nothing ends.

A cancel while nobody dictates does nothing here; whether a dictation that is still being finalized is meant by it is
the session's business.
"""

from dataclasses import dataclass, field, replace
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
    HandsFreeKey,
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
from .key_reading import CameUp, KeyEvent, Move, Reading, WentDown, read


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
    key: Reading = field(default_factory=Reading)
    pressed_at: float = 0.0
    """When the key's newest press began."""
    may_lock: bool = False
    """That press started the dictation, so it locks it if it was a tap."""
    asked_at: float | None = None
    """When the cancel key was pressed for the first of two times."""
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

    @property
    def asking(self) -> bool:
        """The next press of the cancel key cancels: worth showing."""
        return self.asked_at is not None


def step(state: State, event: Event, policy: Policy) -> tuple[State, Actions]:
    """What becomes of `state` when `event` happens, and what is to be done about it, in order."""
    state, actions = _step(state, event, policy)
    wake_at = _next_wake(state, policy)
    if wake_at is not None and wake_at != state.wake_at:
        actions = (*actions, WakeAt(wake_at))
    return replace(state, wake_at=wake_at), actions


def _step(state: State, event: Event, policy: Policy) -> tuple[State, Actions]:
    match event:
        case KeyDown() | KeyUp() | Observed() | Armed() | Disarmed():
            return _key(state, event, policy)
        case Tick(at):
            return _tick(state, at, policy)
        case PressCommand(at):
            return _take(state, Hold.COMMAND, at, policy)
        case ReleaseCommand(at):
            return _release(state, at)
        case HandsFreeKey(at):
            return _end(state, Stop(at)) if state.locked else _take(state, Hold.LOCKED, at, policy)
        case CancelKey(at):
            return _cancel_key(state, at, policy)
        case CancelCommand(at):
            return _end(state, Cancel(at)) if state.dictating else (state, ())
        case ToggleCommand(at):
            return _toggle(state, at, policy)
        case _:
            assert_never(event)


def _key(state: State, event: KeyEvent, policy: Policy) -> tuple[State, Actions]:
    key, moves = read(state.key, event, policy, state.hold is Hold.KEY)
    state = replace(state, key=key)
    actions: Actions = ()
    for move in moves:
        state, more = _moved(state, move, policy)
        actions = (*actions, *more)
    return state, actions


def _moved(state: State, move: Move, policy: Policy) -> tuple[State, Actions]:
    match move:
        case WentDown(at) if not policy.hears_release:
            # Without releases every press after a silence is one more of them.
            return _toggle(state, at, policy)
        case WentDown(at, missed):
            if missed and state.hold is Hold.KEY:
                return _press_again(state, at, missed, policy)
            return _take(replace(state, pressed_at=at, may_lock=not state.dictating), Hold.KEY, at, policy)
        case CameUp(at, reported):
            if state.hold is not Hold.KEY:
                return state, ()
            if reported and state.may_lock and policy.mode is Mode.TAP_TO_LOCK and at - state.pressed_at < policy.tap_s:
                return replace(state, hold=Hold.LOCKED), ()
            return _end(state, Stop(at))
        case _:
            assert_never(move)


def _press_again(state: State, at: float, missed: int, policy: Policy) -> tuple[State, Actions]:
    """The key holds, and goes down without having come up."""
    if missed > 1:
        return _end(state, Stop(at))
    return replace(state, pressed_at=at, may_lock=False, roll_at=at + policy.longest_hold_s), (Roll(at),)


def _toggle(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    if not state.dictating:
        return _take(state, Hold.LOCKED, at, policy)
    return _end(state, Stop(state.key.came_up_at(at) if state.hold is Hold.KEY else at))


def _cancel_key(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    if not state.dictating:
        return state, ()
    if not policy.cancel_twice_s or (state.asked_at is not None and at < state.asked_at + policy.cancel_twice_s):
        return _end(state, Cancel(at))
    return replace(state, asked_at=at), ()


def _tick(state: State, at: float, policy: Policy) -> tuple[State, Actions]:
    state, ended = _key(replace(state, wake_at=None), Tick(at), policy)
    actions: list[Action] = [*ended]
    if state.asked_at is not None and at >= state.asked_at + policy.cancel_twice_s:
        state = replace(state, asked_at=None)
    if state.roll_at is not None and at >= state.roll_at:
        state = replace(state, roll_at=at + policy.longest_hold_s)
        actions.append(Roll(at))
    if state.key.check_at is not None and at >= state.key.check_at:
        state = replace(state, key=replace(state.key, check_at=at + policy.watchdog_s))
        actions.append(CheckKey())
    return state, tuple(actions)


def _take(state: State, hold: Hold, at: float, policy: Policy) -> tuple[State, Actions]:
    """Start a dictation, or take hold of the one that runs."""
    taken = replace(state, hold=hold)
    if state.dictating:
        return taken, ()
    return replace(taken, roll_at=at + policy.longest_hold_s), (Start(at),)


def _release(state: State, at: float) -> tuple[State, Actions]:
    if state.hold in (Hold.COMMAND, Hold.LOCKED):
        return _end(state, Stop(at))
    # The key decides when its own hold ends, but somebody has just asked for an end: nothing is locked on after that.
    return replace(state, may_lock=False), ()


def _end(state: State, ending: Stop | Cancel) -> tuple[State, Actions]:
    return replace(state, hold=Hold.NOBODY, roll_at=None, asked_at=None), (ending,)


def _next_wake(state: State, policy: Policy) -> float | None:
    unasked = None if state.asked_at is None else state.asked_at + policy.cancel_twice_s
    due = (state.key.next_wake(policy), unasked, state.roll_at)
    return min((at for at in due if at is not None), default=None)
