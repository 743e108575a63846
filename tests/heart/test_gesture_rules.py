"""The eight rules by which a held key is never misread (docs/decisions/0017-gesture-rules.md), one after the other; and
simulated desktops that repeat keys, lose releases and report them early, with a finger on the key.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gesture import State, step
from app.gesture_messages import (
    Action,
    Armed,
    Cancel,
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
    Roll,
    Start,
    Stop,
    Tick,
    ToggleCommand,
    WakeAt,
)

X11 = Policy()
PAIRS = Policy(release_grace_s=0.04)
GNOME = Policy(knows_state=False)
KWIN = Policy(knows_state=False, early_grace_s=0.3)
REPEATS = tuple(KeyDown(1.5 + n * 0.03) for n in range(10))
"""Of a key pressed at 1.0; the last one comes at 1.77."""


def said(policy: Policy, *events: Event) -> list[Action]:
    """What `events` lead to, without wake-ups and checks."""
    state, told = State(), []
    for event in events:
        state, actions = step(state, event, policy)
        told += [action for action in actions if not isinstance(action, WakeAt | CheckKey)]
    return told


def wake(policy: Policy, *events: Event) -> float | None:
    state = State()
    for event in events:
        state, _ = step(state, event, policy)
    return state.wake_at


# ------------------------------------------------------------------- 1 and 2: repeats, and releases out of nowhere


@pytest.mark.parametrize("policy", [X11, GNOME, KWIN])
def test_rule_1_a_press_while_held_is_a_repeat(policy: Policy) -> None:
    assert said(policy, KeyDown(1.0), *REPEATS, KeyUp(1.8, quiet=True)) == [Start(1.0), Stop(1.8)]


def test_rule_1_pairs_of_release_and_press_are_repeats() -> None:
    pairs = [event for at in (1.5, 1.53, 1.56) for event in (KeyUp(at), KeyDown(at))]
    assert said(PAIRS, KeyDown(1.0), *pairs, KeyUp(1.6), Tick(1.65)) == [Start(1.0), Stop(1.6)]
    assert said(PAIRS, KeyDown(1.0), KeyUp(1.6), KeyDown(1.7)) == [Start(1.0), Stop(1.6), Start(1.7)]


@pytest.mark.parametrize("policy", [X11, PAIRS, GNOME, KWIN])
def test_rule_2_a_release_while_idle_is_ignored(policy: Policy) -> None:
    assert said(policy, KeyUp(1.0), KeyDown(2.0), KeyUp(3.0), Tick(4.0), KeyUp(5.0)) == [Start(2.0), Stop(3.0)]


# ------------------------------------------------------------------- 3: down when listening begins


def test_rule_3_a_key_that_is_down_at_the_start_is_ignored_until_it_was_up() -> None:
    assert said(X11, Armed(True, 1.0), KeyDown(1.01), KeyUp(2.0), KeyDown(3.0)) == [Start(3.0)]
    assert said(X11, Armed(True, 1.0), Observed(False, 1.25), KeyDown(3.0)) == [Start(3.0)]


def test_rule_3_where_the_state_is_unknown_repeats_of_a_held_key_start_nothing() -> None:
    held = [KeyDown(1.02 + n * 0.03) for n in range(30)]
    assert said(GNOME, Armed(None, 1.0), *held, KeyUp(2.0), KeyDown(3.0)) == [Start(3.0)]
    assert said(GNOME, Armed(None, 1.0), *held, Tick(2.3), KeyDown(3.0)) == [Start(3.0)], "no release, but silence"
    assert said(GNOME, Armed(None, 1.0), KeyDown(1.11)) == [Start(1.11)]


@pytest.mark.parametrize("event", [Armed(False, 2.0), Armed(None, 2.0), Disarmed(2.0)])
@pytest.mark.parametrize("policy", [X11, GNOME, KWIN])
def test_rule_3_what_was_held_before_ends(policy: Policy, event: Event) -> None:
    assert said(policy, KeyDown(1.0), event) == [Start(1.0), Stop(2.0)]
    assert said(policy, event) == []
    assert said(KWIN, KeyDown(1.0), KeyUp(1.9), event, Tick(2.5)) == [Start(1.0), Stop(1.9)]


# ------------------------------------------------------------------- 4: the watchdog


def test_rule_4_a_key_found_up_twice_was_released_at_the_first_time() -> None:
    assert said(X11, KeyDown(1.0), Observed(False, 1.25), Observed(False, 1.5)) == [Start(1.0), Stop(1.25)]
    assert said(X11, KeyDown(1.0), Observed(False, 1.25), Observed(True, 1.5), Observed(False, 1.75)) == [Start(1.0)]
    assert said(X11, KeyDown(1.0), Observed(False, 1.25), Observed(None, 1.4), Observed(False, 1.5))[-1] == Stop(1.25)
    assert said(X11, Observed(False, 1.0)) == []


def test_rule_4_once_is_enough_where_no_words_depend_on_it() -> None:
    events = [KeyDown(1.0), PressCommand(1.1), Observed(False, 1.25), KeyDown(1.3), KeyUp(2.0)]
    assert said(X11, *events) == [Start(1.0), Stop(2.0)]
    assert said(PAIRS, KeyDown(1.0), KeyUp(1.2), Observed(False, 1.21)) == [Start(1.0), Stop(1.2)]


def test_rule_4_the_watchdog_runs_every_quarter_of_a_second_and_only_where_it_gets_an_answer() -> None:
    assert wake(X11, KeyDown(1.0)) == 1.25
    assert wake(X11, KeyDown(1.0), Tick(1.25)) == 1.5
    assert wake(GNOME, KeyDown(1.0)) == 1.0 + GNOME.longest_hold_s


# ------------------------------------------------------------------- 5: repeats that fall silent, releases that miss


def test_rule_5_repeats_that_fall_silent_are_a_release_at_the_last_one() -> None:
    last = REPEATS[-1].at
    assert wake(GNOME, KeyDown(1.0), *REPEATS) == pytest.approx(last + 0.4)
    assert said(GNOME, KeyDown(1.0), *REPEATS, Tick(last + 0.39)) == [Start(1.0)]
    assert said(GNOME, KeyDown(1.0), *REPEATS, Tick(last + 0.41)) == [Start(1.0), Stop(last)]
    assert said(GNOME, KeyDown(1.0), *REPEATS, Tick(last + 0.41), KeyUp(5.0)) == [Start(1.0), Stop(last)]
    assert said(GNOME, KeyDown(1.0), *REPEATS, KeyDown(9.0)) == [Start(1.0), Stop(last), Start(9.0)], "a late timer"


def test_rule_5_silence_means_nothing_before_the_first_repeat_or_where_the_state_is_known() -> None:
    assert said(GNOME, KeyDown(1.0), Tick(60.0)) == [Start(1.0)], "auto-repeat may be turned off"
    assert said(X11, KeyDown(1.0), *REPEATS, Tick(9.0)) == [Start(1.0)]
    assert said(X11, KeyDown(1.0), KeyDown(9.0)) == [Start(1.0)]


def test_rule_5_a_press_after_a_longer_silence_is_another_one_and_both_are_heard() -> None:
    assert said(GNOME, KeyDown(1.0), KeyDown(1.7)) == [Start(1.0)], "the first repeat, after the usual delay"
    assert said(GNOME, KeyDown(1.0), KeyDown(1.71), KeyUp(3.0)) == [Start(1.0), Roll(1.71), Stop(3.0)]


def test_rule_5_a_slow_auto_repeat_costs_no_word() -> None:
    slow = [KeyDown(2.0 + n * 0.03) for n in range(30)]
    assert said(GNOME, KeyDown(1.0), *slow, KeyUp(2.9)) == [Start(1.0), Roll(2.0), Stop(2.9)]


def test_rule_5_a_second_release_that_misses_ends_it() -> None:
    assert said(GNOME, KeyDown(1.0), KeyDown(3.0), KeyDown(5.0)) == [Start(1.0), Roll(3.0), Stop(5.0)]
    heard = [KeyDown(1.0), KeyDown(3.0), KeyUp(4.0), KeyDown(5.0), KeyDown(7.0)]
    assert said(GNOME, *heard)[-2:] == [Start(5.0), Roll(7.0)], "releases do come"


def test_rule_5_a_release_that_never_locks() -> None:
    tap = Policy(mode=Mode.TAP_TO_LOCK, knows_state=False, tap_s=5.0)
    assert said(tap, KeyDown(1.0), *REPEATS, Tick(9.0))[-1] == Stop(REPEATS[-1].at)


# ------------------------------------------------------------------- 6: releases that come early


def test_rule_6_a_press_within_300_ms_continues_the_same_dictation() -> None:
    assert said(KWIN, KeyDown(1.0), KeyUp(2.0), KeyDown(2.29), KeyUp(4.0), Tick(4.3)) == [Start(1.0), Stop(4.0)]


def test_rule_6_a_press_after_300_ms_is_another_one() -> None:
    assert wake(KWIN, KeyDown(1.0), KeyUp(2.0)) == 2.3
    assert said(KWIN, KeyDown(1.0), KeyUp(2.0), Tick(2.29)) == [Start(1.0)]
    assert said(KWIN, KeyDown(1.0), KeyUp(2.0), Tick(2.3), KeyDown(2.31)) == [Start(1.0), Stop(2.0), Start(2.31)]


def test_rule_6_nobody_waits_who_has_fallen_silent_or_whose_desktop_tells_the_truth() -> None:
    assert said(KWIN, KeyDown(1.0), KeyUp(2.0, quiet=True)) == [Start(1.0), Stop(2.0)]
    assert said(X11, KeyDown(1.0), KeyUp(2.0)) == [Start(1.0), Stop(2.0)]


@pytest.mark.parametrize(("end", "said_of_it"), [(CancelKey(2.1), Cancel(2.1)), (ToggleCommand(2.1), Stop(2.0))])
def test_rule_6_what_was_ended_meanwhile_is_not_continued(end: Event, said_of_it: Action) -> None:
    assert said(KWIN, KeyDown(1.0), KeyUp(2.0), end, KeyDown(2.2), KeyUp(3.0, quiet=True)) == [
        Start(1.0),
        said_of_it,
        Start(2.2),
        Stop(3.0),
    ]


# ------------------------------------------------------------------- 7 and 8: the longest hold, and taps


@pytest.mark.parametrize("policy", [X11, GNOME, KWIN])
def test_rule_7_the_longest_hold_commits_and_goes_on(policy: Policy) -> None:
    limit = policy.longest_hold_s
    assert said(policy, KeyDown(0.0), Tick(limit), KeyUp(limit + 1, quiet=True)) == [
        Start(0.0),
        Roll(limit),
        Stop(limit + 1),
    ]


def test_rule_8_a_tap_is_a_short_dictation_or_locks() -> None:
    assert said(X11, KeyDown(1.0), KeyUp(1.1)) == [Start(1.0), Stop(1.1)]
    assert said(Policy(mode=Mode.TAP_TO_LOCK), KeyDown(1.0), KeyUp(1.1)) == [Start(1.0)]


# ------------------------------------------------------------------- simulated desktops


@dataclass
class Desktop:
    """Runs the gesture on a time line: reports of the key, and the wake-ups that the gesture orders."""

    policy: Policy
    late: float = 0.0
    """Seconds by which every wake-up comes late."""
    knows: bool = False
    """The key's state can be asked for, and is what it is."""
    now: float = 100.0
    state: State = field(default_factory=State)
    log: list[tuple[float, Action]] = field(default_factory=list)
    finger: bool = False

    def report(self, event: Event) -> None:
        self.state, actions = step(self.state, event, self.policy)
        for action in actions:
            self.log.append((self.now, action))
        if CheckKey() in actions:
            self.report(Observed(self.finger, self.now))

    def until(self, at: float) -> None:
        """Nothing happens but wake-ups."""
        while self.state.wake_at is not None and self.state.wake_at + self.late <= at:
            self.now = max(self.now, self.state.wake_at + self.late)
            self.report(Tick(self.now))
        self.now = at

    def ends(self) -> list[Action]:
        return [action for _, action in self.log if isinstance(action, Start | Stop | Roll)]


@dataclass(frozen=True)
class Press:
    """A finger on the key. `told`: the desktop reports its release."""

    pause: float
    hold: float
    told: bool = True


def hold(desktop: Desktop, press: Press, delay: float | None, interval: float = 0.03) -> None:
    """The key goes down, repeats after `delay` (None: never), and comes up."""
    desktop.until(desktop.now + press.pause)
    down = desktop.now
    desktop.finger = True
    desktop.report(KeyDown(down))
    assert desktop.state.dictating, "a press is heard"
    at = down + delay if delay is not None else down + press.hold
    while at < down + press.hold:
        desktop.until(at)
        assert desktop.state.dictating, "as long as the key is down"
        desktop.report(KeyDown(at))
        assert desktop.state.dictating, "and after each repeat"
        at += interval
    desktop.until(down + press.hold)
    assert desktop.state.dictating, "up to the last moment"
    desktop.finger = False
    if press.told:
        desktop.report(KeyUp(desktop.now))


PAUSES = st.floats(0.75, 5.0)
HOLDS = st.floats(0.02, 4.0)
LATE = st.floats(0.0, 0.05)
DELAYS = st.one_of(st.none(), st.floats(0.2, 0.69))


@given(
    presses=st.lists(st.builds(Press, PAUSES, HOLDS, st.booleans()), max_size=8),
    delay=st.floats(0.2, 0.69),
    late=LATE,
)
def test_on_gnome_every_press_is_one_dictation_also_if_its_release_is_lost(presses, delay, late) -> None:
    """The release of a press that was long enough to repeat may never come."""
    desktop = Desktop(GNOME, late)
    for press in presses:
        hold(desktop, Press(press.pause, press.hold, press.told or press.hold < delay + 0.04), delay)
        desktop.until(desktop.now + 0.5)
        assert not desktop.state.dictating
    assert [type(each) for each in desktop.ends()] == [Start, Stop] * len(presses)


@given(presses=st.lists(st.builds(Press, PAUSES, HOLDS, st.booleans()), max_size=8), delay=DELAYS, late=LATE)
def test_on_gnome_nothing_is_said_into_the_void_whichever_releases_are_lost(presses, delay, late) -> None:
    """A press that ends what the lost release of the one before left running is the exception: it is told by Stop."""
    desktop = Desktop(GNOME, late)
    for press in presses:
        if desktop.state.dictating and desktop.state.key.missed:
            desktop.until(desktop.now + press.pause)
            desktop.report(KeyDown(desktop.now))
            assert not desktop.state.dictating, "never stuck"
            desktop.report(KeyUp(desktop.now))
        else:
            hold(desktop, press, delay)


@given(presses=st.lists(st.builds(Press, PAUSES, HOLDS), max_size=8), delay=DELAYS, late=LATE, quiet=st.booleans())
def test_on_kwin_every_press_is_one_dictation_however_it_repeats(presses, delay, late, quiet) -> None:
    desktop = Desktop(KWIN, late)
    for press in presses:
        hold(desktop, press, delay)
    desktop.until(desktop.now + 1.0)
    assert [type(each) for each in desktop.ends()] == [Start, Stop] * len(presses)


@given(
    presses=st.lists(st.builds(Press, st.floats(0.001, 5.0), HOLDS, st.booleans()), max_size=8), delay=DELAYS, late=LATE
)
def test_on_x11_every_press_is_one_dictation_also_if_its_release_is_lost(presses, delay, late) -> None:
    desktop = Desktop(X11, late, knows=True)
    for press in presses:
        if not press.told:
            press = Press(press.pause + 1.0, press.hold, told=False)
        hold(desktop, press, delay)
        if not press.told:
            desktop.until(desktop.now + 0.7)
            assert not desktop.state.dictating, "the watchdog"
    assert [type(each) for each in desktop.ends()] == [Start, Stop] * len(presses)


@given(
    holds=st.lists(st.tuples(st.floats(0.02, 2.0), st.floats(0.01, 1.0)), min_size=1, max_size=8),
    late=LATE,
)
def test_a_finger_that_comes_back_within_300_ms_never_left(holds, late) -> None:
    desktop, expected = Desktop(KWIN, late), 1
    for held, pause in holds:
        hold(desktop, Press(0.0, held), None)
        desktop.until(desktop.now + pause)
        expected += pause >= 0.3 + late
    starts = sum(isinstance(action, Start) for action in desktop.ends())
    assert expected - 1 <= starts <= expected + sum(0.3 <= pause <= 0.35 for _, pause in holds)
