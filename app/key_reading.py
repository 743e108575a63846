"""What the reports about one key mean: `read(reading, event, policy) -> (reading, moves)`.

Owns the question whether the talk key is down; who dictates for how long is the business of `gesture`. Pure; imports
only `gesture_messages`. The rules and their reasons are in docs/decisions/0017-gesture-rules.md:

    a press while it is down            is a repeat
    a release while it is up            is an orphan: nothing
    down when listening begins          is no press until it was up
    a check finds it up                 counts the second time running, if anything depends on it
    repeats, then none for a while      where nobody knows its state: it came up when the last one came
    a press after a longer silence      where nobody knows its state: its release was missed, and this is another press
    a release that may be none          is believed when no press follows within the grace
"""

from dataclasses import dataclass, replace
from typing import assert_never

from .gesture_messages import Armed, Disarmed, KeyDown, KeyUp, Observed, Policy, Tick


@dataclass(frozen=True, slots=True)
class WentDown:
    """The key went down at `at`. `missed`: how many releases in a row have not been reported before it."""

    at: float
    missed: int = 0


@dataclass(frozen=True, slots=True)
class CameUp:
    """The key came up at `at`. `reported`: the backend said so, which tells how long the press was."""

    at: float
    reported: bool = True


Move = WentDown | CameUp
Moves = tuple[Move, ...]
KeyEvent = KeyDown | KeyUp | Observed | Tick | Armed | Disarmed


@dataclass(frozen=True, slots=True)
class Reading:
    """What is believed about the key. Made with no arguments; every other value comes out of `read`."""

    down: bool = False
    heard_at: float = 0.0
    """When its press was reported last, repeats included."""
    repeating: bool = False
    """Repeats of this press have come."""
    missed: int = 0
    """Releases in a row that were not reported although another press came. Neither releases nor repeats since."""
    doubted_at: float | None = None
    """When the key was reported up, as long as that may still be wrong."""
    doubt_ends: float = 0.0
    seen_up_at: float | None = None
    """When a check first found it up, with none since that found it down."""
    check_at: float | None = None
    """When it is to be checked next."""
    settled_at: float = 0.0
    """Until then a press may be the repeat of one that nobody heard."""

    def came_up_at(self, at: float) -> float:
        """When the key came up, as far as that is known; else `at`."""
        for known in (self.doubted_at, self.seen_up_at):
            if known is not None:
                return known
        return at

    def next_wake(self, policy: Policy) -> float | None:
        """When it has to be looked at again, if nothing happens before."""
        doubt_ends = None if self.doubted_at is None else self.doubt_ends
        due = (doubt_ends, self.silent_at(policy), self.check_at)
        return min((at for at in due if at is not None), default=None)

    def silent_at(self, policy: Policy) -> float | None:
        """When the absence of further repeats says that the key came up; None while it says nothing."""
        return self.heard_at + policy.silence_s if self.repeating and not policy.knows_state else None


def read(reading: Reading, event: KeyEvent, policy: Policy, holding: bool) -> tuple[Reading, Moves]:
    """What is believed after `event`, and how the key moved. `holding`: words depend on the key's being down."""
    match event:
        case KeyDown(at):
            return _press(reading, at, policy, holding)
        case KeyUp(at, quiet):
            return _release(reading, at, quiet, policy)
        case Observed(down, at):
            return _check(reading, down, at, holding)
        case Tick(at):
            return _wake(reading, at, policy)
        case Armed(down, at):
            began = Reading(settled_at=at + policy.settle_s if down is None and not policy.knows_state else 0.0)
            return (_watched(began, at, policy) if down else began), _gone(reading, at)
        case Disarmed(at):
            return Reading(), _gone(reading, at)
        case _:
            assert_never(event)


def _press(reading: Reading, at: float, policy: Policy, holding: bool) -> tuple[Reading, Moves]:
    if reading.down:
        return _press_while_down(reading, at, policy)
    moves: Moves = ()
    if reading.doubted_at is not None:
        # What was ended by other means is not continued, except by the other half of a repeat.
        if at < (reading.doubt_ends if holding else reading.doubted_at + policy.release_grace_s):
            return _watched(reading, at, policy), ()
        moves = (CameUp(reading.doubted_at),)
    if at < reading.settled_at:
        return replace(_watched(reading, at, policy), repeating=True), ()
    return _watched(reading, at, policy), (*moves, WentDown(at))


def _press_while_down(reading: Reading, at: float, policy: Policy) -> tuple[Reading, Moves]:
    gap = at - reading.heard_at
    if policy.knows_state or gap <= (policy.silence_s if reading.repeating else policy.missed_s):
        return replace(reading, heard_at=max(at, reading.heard_at), repeating=True, missed=0, seen_up_at=None), ()
    again = _watched(reading, at, policy)
    if reading.repeating:
        return again, (CameUp(reading.heard_at, reported=False), WentDown(at))
    return replace(again, missed=reading.missed + 1), (WentDown(at, reading.missed + 1),)


def _release(reading: Reading, at: float, quiet: bool, policy: Policy) -> tuple[Reading, Moves]:
    if not reading.down:
        return replace(reading, missed=0), ()
    reading = replace(_raised(reading), missed=0)
    grace = max(policy.release_grace_s, 0.0 if quiet else policy.early_grace_s)
    if grace:
        return replace(reading, doubted_at=at, doubt_ends=at + grace), ()
    return reading, (CameUp(at),)


def _check(reading: Reading, down: bool | None, at: float, holding: bool) -> tuple[Reading, Moves]:
    if down is None:
        return reading, ()
    if down:
        # Of a key that is believed up its own edge will tell; to believe this instead would swallow that edge.
        return replace(reading, seen_up_at=None), ()
    if reading.doubted_at is not None:
        return _raised(reading), (CameUp(reading.doubted_at),)
    if not reading.down:
        return reading, ()
    if holding and reading.seen_up_at is None:
        # Its release may just be on the way. Only a release that does not come within a watchdog's round is lost.
        return replace(reading, seen_up_at=at), ()
    return _raised(reading), (CameUp(reading.came_up_at(at), reported=False),)


def _wake(reading: Reading, at: float, policy: Policy) -> tuple[Reading, Moves]:
    if reading.doubted_at is not None and at >= reading.doubt_ends:
        return _raised(reading), (CameUp(reading.doubted_at),)
    silent = reading.silent_at(policy)
    if silent is not None and at >= silent:
        return _raised(reading), (CameUp(reading.heard_at, reported=False),)
    return reading, ()


def _gone(reading: Reading, at: float) -> Moves:
    """Nobody reports the key any more."""
    if not reading.down and reading.doubted_at is None:
        return ()
    return (CameUp(reading.came_up_at(at), reported=False),)


def _watched(reading: Reading, at: float, policy: Policy) -> Reading:
    """The key went down, or was found down."""
    check_at = at + policy.watchdog_s if policy.knows_state else None
    return Reading(down=True, heard_at=at, missed=reading.missed, check_at=check_at)


def _raised(reading: Reading) -> Reading:
    """The key is up."""
    return Reading(missed=reading.missed)
