"""Press-to-talk as timed scenarios, and as laws over every state and event."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.gesture import Hold, State, step
from app.gesture_messages import (
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

HOLD = Policy()
TAP = Policy(mode=Mode.TAP_TO_LOCK)
GRACE = Policy(release_grace_s=0.04)
BLIND = Policy(knows_state=False)
TWICE = Policy(cancel_twice_s=1.0)
HOURS = 60 * 60.0


def run(policy: Policy, *events: Event, state: State | None = None) -> tuple[State, list[list[Action]]]:
    """The state after `events`, and what each of them led to, without the wake-ups."""
    state = state or State()
    answers = []
    for event in events:
        state, actions = step(state, event, policy)
        answers.append([action for action in actions if not isinstance(action, WakeAt)])
    return state, answers


def said(policy: Policy, *events: Event) -> list[Action]:
    """What `events` lead to, without wake-ups and checks."""
    return [action for answer in run(policy, *events)[1] for action in answer if action != CheckKey()]


def wake(policy: Policy, *events: Event) -> float | None:
    """The wake-up that the shell has pending after `events`."""
    state, pending = State(), None
    for event in events:
        if isinstance(event, Tick):
            pending = None
        state, actions = step(state, event, policy)
        orders = [action.at for action in actions if isinstance(action, WakeAt)]
        assert len(orders) <= 1
        pending = orders[0] if orders else pending
    return pending


# ---------------------------------------------------------------------------------------- holding the key


def test_a_hold_is_one_dictation() -> None:
    assert said(HOLD, KeyDown(1.0), KeyUp(3.0)) == [Start(1.0), Stop(3.0)]


def test_a_tap_of_50_ms_is_a_short_dictation_in_hold_mode() -> None:
    assert said(HOLD, KeyDown(1.0), KeyUp(1.05)) == [Start(1.0), Stop(1.05)]


def test_presses_while_the_key_is_down_are_repeats() -> None:
    repeats = [KeyDown(1.66 + n * 0.04) for n in range(34)]
    assert said(HOLD, KeyDown(1.0), *repeats, KeyUp(3.1)) == [Start(1.0), Stop(3.1)]


def test_a_release_without_a_press_is_ignored() -> None:
    state, answers = run(HOLD, KeyUp(1.0))
    assert (state, answers) == (State(), [[]])


def test_two_presses_in_quick_succession_are_two_dictations() -> None:
    assert said(HOLD, KeyDown(1.0), KeyUp(1.5), KeyDown(1.501), KeyUp(2.0)) == [
        Start(1.0),
        Stop(1.5),
        Start(1.501),
        Stop(2.0),
    ]


# ---------------------------------------------------------------------------------------- auto-repeat as pairs


def test_repeat_pairs_within_the_grace_are_one_hold() -> None:
    pairs = [event for n in range(5) for event in (KeyUp(1.5 + n * 0.03), KeyDown(1.5 + n * 0.03))]
    assert said(GRACE, KeyDown(1.0), *pairs, KeyUp(2.0), Tick(2.04)) == [Start(1.0), Stop(2.0)]


def test_the_stop_after_the_grace_carries_the_time_of_the_release() -> None:
    assert wake(GRACE, KeyDown(1.0), KeyUp(1.1)) == pytest.approx(1.14)
    assert run(GRACE, KeyDown(1.0), KeyUp(1.1), Tick(1.141))[1][-1] == [Stop(1.1)]


def test_a_tick_before_the_grace_is_over_is_ordered_again() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(1.1), Tick(1.139)) == [Start(1.0)]
    assert wake(GRACE, KeyDown(1.0), KeyUp(1.1), Tick(1.139)) == pytest.approx(1.14)


def test_a_press_after_the_grace_begins_a_new_dictation_even_if_the_tick_is_late() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(1.1), KeyDown(1.2)) == [Start(1.0), Stop(1.1), Start(1.2)]


def test_a_check_that_finds_the_key_up_ends_the_grace_at_once() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(1.1), Observed(False, 1.101)) == [Start(1.0), Stop(1.1)]
    assert said(GRACE, KeyDown(1.0), KeyUp(1.1), Observed(True, 1.101)) == [Start(1.0)]


def test_repeat_pairs_after_esc_do_not_start_again() -> None:
    assert said(
        GRACE, KeyDown(1.0), CancelKey(1.5), KeyUp(1.6), KeyDown(1.6), KeyUp(1.63), KeyDown(1.63), KeyUp(1.7), Tick(1.8)
    ) == [Start(1.0), Cancel(1.5)]


def test_esc_within_the_grace_cancels_and_the_rest_of_the_pair_is_ignored() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(1.6), CancelKey(1.61), KeyDown(1.62), Tick(1.7)) == [
        Start(1.0),
        Cancel(1.61),
    ]


def test_a_toggle_within_the_grace_stops_when_the_key_came_up() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(1.6), ToggleCommand(1.63), Tick(1.64)) == [Start(1.0), Stop(1.6)]


def test_a_tap_is_measured_to_the_release_not_to_the_end_of_the_grace() -> None:
    policy = Policy(mode=Mode.TAP_TO_LOCK, release_grace_s=0.1)
    assert run(policy, KeyDown(1.0), KeyUp(1.2), Tick(1.3))[0].locked


def test_repeat_pairs_do_not_turn_a_hold_into_a_tap() -> None:
    policy = Policy(mode=Mode.TAP_TO_LOCK, release_grace_s=0.04)
    assert said(policy, KeyDown(1.0), KeyUp(1.9), KeyDown(1.9), KeyUp(2.0), Tick(2.04)) == [Start(1.0), Stop(2.0)]


# ---------------------------------------------------------------------------------------- the watchdog


def test_a_lost_release_is_found_by_two_checks() -> None:
    state, answers = run(
        HOLD, KeyDown(1.0), Tick(1.25), Observed(True, 1.25), Tick(1.5), Observed(False, 1.5), Tick(1.75)
    )
    assert answers == [[Start(1.0)], [CheckKey()], [], [CheckKey()], [], [CheckKey()]]
    state, answers = run(HOLD, Observed(False, 1.75), state=state)
    assert answers == [[Stop(1.5)]], "the release was when the key was first found up"
    assert not state.dictating
    assert run(HOLD, KeyUp(1.8), state=state)[1] == [[]], "the release that came late after all"


@pytest.mark.parametrize("between", [Observed(True, 1.6), KeyDown(1.6)])
def test_two_checks_count_only_if_nothing_shows_the_key_down_between_them(between: Event) -> None:
    assert said(HOLD, KeyDown(1.0), Observed(False, 1.5), between, Observed(False, 1.75)) == [Start(1.0)]


def test_a_check_without_an_answer_says_nothing() -> None:
    assert said(HOLD, KeyDown(1.0), Observed(None, 1.5), Observed(None, 1.75)) == [Start(1.0)]
    assert said(HOLD, KeyDown(1.0), Observed(False, 1.5), Observed(None, 1.75), Observed(False, 2.0))[-1] == Stop(1.5)


def test_the_key_is_checked_as_long_as_it_is_down() -> None:
    assert wake(HOLD, KeyDown(1.0)) == 1.25
    assert wake(HOLD, KeyDown(1.0), Tick(1.25)) == 1.5
    assert wake(HOLD, KeyDown(1.0), Tick(1.1)) == 1.25, "an early tick is ordered again"
    assert wake(HOLD, KeyDown(1.0), Tick(5.0)) == 5.25, "after a stall checks do not pile up"


def test_a_backend_that_cannot_know_is_never_asked() -> None:
    assert wake(BLIND, KeyDown(1.0)) == 1.0 + 2 * HOURS
    assert run(BLIND, KeyDown(1.0), Tick(1.25))[1] == [[Start(1.0)], []]


def test_checks_of_a_key_that_is_up_change_nothing() -> None:
    assert run(HOLD, Observed(False, 1.0), Observed(False, 1.1), Observed(True, 1.2))[0] == State()
    assert said(HOLD, Observed(True, 1.0), KeyDown(1.001)) == [Start(1.001)], "a check does not swallow the press"


# ---------------------------------------------------------------------------------------- down at start


def test_a_key_that_is_down_at_start_is_ignored_until_it_was_up() -> None:
    repeats = [KeyDown(1.0 + n * 0.04) for n in range(34)]
    assert said(HOLD, Armed(True, 0.9), *repeats, KeyUp(3.0)) == []
    assert said(HOLD, Armed(True, 0.9), KeyUp(3.0), KeyDown(4.0)) == [Start(4.0)]


def test_a_key_that_is_down_at_start_and_whose_release_is_lost_is_freed_by_one_check() -> None:
    assert wake(HOLD, Armed(True, 1.0)) == 1.25
    assert run(HOLD, Armed(True, 1.0), Tick(1.25))[1][-1] == [CheckKey()]
    assert said(HOLD, Armed(True, 1.0), Observed(False, 1.25), KeyDown(1.3)) == [Start(1.3)]


@pytest.mark.parametrize("down", [False, None])
def test_a_key_that_is_up_or_unknown_at_start_works_at_once(down: bool | None) -> None:
    assert said(HOLD, Armed(down, 0.9), KeyDown(1.0)) == [Start(1.0)]


@pytest.mark.parametrize("event", [Disarmed(2.0), Armed(True, 2.0), Armed(False, 2.0), Armed(None, 2.0)])
def test_what_the_key_held_ends_when_listening_ends_or_begins_anew(event: Event) -> None:
    assert said(HOLD, KeyDown(1.0), event) == [Start(1.0), Stop(2.0)]
    assert said(GRACE, KeyDown(1.0), KeyUp(1.99), event, Tick(3.0)) == [Start(1.0), Stop(1.99)]
    assert said(HOLD, PressCommand(1.0), event, ReleaseCommand(3.0)) == [Start(1.0), Stop(3.0)]
    assert said(HOLD, ToggleCommand(1.0), event) == [Start(1.0)]


# ---------------------------------------------------------------------------------------- tap to lock


def test_a_tap_locks_until_the_next_tap() -> None:
    state, answers = run(TAP, KeyDown(1.0), KeyUp(1.2))
    assert answers == [[Start(1.0)], []]
    assert state.locked
    assert state.dictating
    state, answers = run(TAP, KeyDown(60.0), KeyUp(60.1), state=state)
    assert answers == [[], [Stop(60.1)]]
    assert not state.dictating


def test_a_third_tap_starts_anew() -> None:
    taps = [event for n in range(3) for event in (KeyDown(1.0 + n * 0.2), KeyUp(1.1 + n * 0.2))]
    assert said(TAP, *taps) == [Start(1.0), Stop(pytest.approx(1.3)), Start(pytest.approx(1.4))]
    assert run(TAP, *taps)[0].locked


def test_exactly_the_length_of_a_tap_is_a_hold() -> None:
    assert said(TAP, KeyDown(1.0), KeyUp(1.25)) == [Start(1.0), Stop(1.25)]


def test_a_long_press_of_a_locked_dictation_is_heard_to_its_end() -> None:
    assert said(TAP, KeyDown(1.0), KeyUp(1.1), KeyDown(5.0), KeyUp(9.0)) == [Start(1.0), Stop(9.0)]


def test_a_release_that_was_only_observed_never_locks() -> None:
    assert said(TAP, KeyDown(1.0), Observed(False, 1.05), Observed(False, 1.1)) == [Start(1.0), Stop(1.05)]


def test_a_locked_dictation_is_not_watched_but_rolls() -> None:
    assert wake(TAP, KeyDown(1.0), KeyUp(1.1), Tick(1.25)) == 1.0 + 2 * HOURS
    assert run(TAP, KeyDown(1.0), KeyUp(1.1), Tick(1.25))[1][-1] == []


# ---------------------------------------------------------------------------------------- the longest hold


def test_a_hold_of_two_hours_rolls_and_goes_on() -> None:
    limit = Policy(longest_hold_s=2 * HOURS, watchdog_s=10 * HOURS)
    assert wake(limit, KeyDown(0.0)) == 2 * HOURS
    assert said(limit, KeyDown(0.0), Tick(2 * HOURS - 1)) == [Start(0.0)]
    events = (KeyDown(0.0), Tick(2 * HOURS), Tick(4 * HOURS), KeyUp(5 * HOURS))
    assert said(limit, *events) == [Start(0.0), Roll(2 * HOURS), Roll(4 * HOURS), Stop(5 * HOURS)]
    assert wake(limit, *events[:2]) == 4 * HOURS, "counted anew"


def test_taking_hold_of_a_dictation_does_not_put_the_roll_off() -> None:
    assert wake(BLIND, PressCommand(0.0), KeyDown(1.0)) == 2 * HOURS


def test_one_tick_may_roll_and_check() -> None:
    policy = Policy(longest_hold_s=1.0, watchdog_s=1.0)
    assert run(policy, KeyDown(0.0), Tick(1.0))[1][-1] == [Roll(1.0), CheckKey()]


def test_a_release_in_doubt_is_resolved_before_a_roll() -> None:
    policy = Policy(longest_hold_s=1.0, release_grace_s=0.5)
    assert said(policy, KeyDown(0.0), KeyUp(0.9), Tick(2.0)) == [Start(0.0), Stop(0.9)]


# ---------------------------------------------------------------------------------------- cancelling


@pytest.mark.parametrize("cancel", [CancelKey(2.0), CancelCommand(2.0)])
def test_esc_while_holding_cancels_and_the_key_is_ignored_until_up(cancel: Event) -> None:
    assert said(HOLD, KeyDown(1.0), cancel, KeyDown(2.1), KeyUp(3.0), KeyDown(4.0)) == [
        Start(1.0),
        Cancel(2.0),
        Start(4.0),
    ]


@pytest.mark.parametrize("begin", [PressCommand(1.0), ToggleCommand(1.0)])
def test_esc_cancels_whoever_holds(begin: Event) -> None:
    assert said(HOLD, begin, CancelKey(2.0), ReleaseCommand(3.0)) == [Start(1.0), Cancel(2.0)]


@pytest.mark.parametrize("cancel", [CancelKey(2.0), CancelCommand(2.0)])
def test_there_is_nothing_to_cancel_while_nobody_dictates(cancel: Event) -> None:
    assert said(HOLD, cancel) == []


def test_a_cancel_key_that_is_wanted_twice_asks_first() -> None:
    state, answers = run(TWICE, KeyDown(1.0), CancelKey(2.0))
    assert (answers, state.asking, state.dictating) == ([[Start(1.0)], []], True, True)
    assert wake(TWICE, ToggleCommand(1.0), CancelKey(2.0)) == 3.0
    state, answers = run(TWICE, CancelKey(2.9), state=state)
    assert (answers, state.asking, state.dictating) == ([[Cancel(2.9)]], False, False)


def test_a_second_cancel_that_comes_too_late_is_a_first_one() -> None:
    state, answers = run(TWICE, KeyDown(1.0), CancelKey(2.0), CancelKey(3.0))
    assert (answers[-1], state.asking) == ([], True)
    assert said(TWICE, KeyDown(1.0), CancelKey(2.0), CancelKey(3.0), CancelKey(3.9)) == [Start(1.0), Cancel(3.9)]


def test_nobody_is_asked_any_more_when_the_time_is_over_or_the_dictation_has_ended() -> None:
    assert not run(TWICE, KeyDown(1.0), CancelKey(2.0), Tick(3.0))[0].asking
    assert run(TWICE, KeyDown(1.0), CancelKey(2.0), Tick(2.9))[0].asking
    state, _ = run(TWICE, KeyDown(1.0), CancelKey(2.0), KeyUp(2.1), KeyDown(2.2))
    assert not state.asking
    assert run(TWICE, CancelKey(2.3), state=state)[1] == [[]], "of a new dictation it is the first"


def test_a_command_cancels_at_once_whatever_the_key_needs() -> None:
    assert said(TWICE, KeyDown(1.0), CancelCommand(2.0)) == [Start(1.0), Cancel(2.0)]


# ---------------------------------------------------------------------------------------- the hands-free key


def test_the_hands_free_key_begins_and_ends() -> None:
    state, _ = run(HOLD, HandsFreeKey(1.0))
    assert state.locked
    assert said(HOLD, HandsFreeKey(1.0), HandsFreeKey(9.0)) == [Start(1.0), Stop(9.0)]


def test_the_hands_free_key_locks_what_is_held() -> None:
    assert said(HOLD, KeyDown(1.0), HandsFreeKey(2.0), KeyUp(3.0), HandsFreeKey(9.0)) == [Start(1.0), Stop(9.0)]
    assert run(HOLD, PressCommand(1.0), HandsFreeKey(2.0))[0].locked


def test_where_no_release_is_heard_each_press_begins_or_ends() -> None:
    deaf = Policy(hears_release=False, knows_state=False)
    state, answers = run(deaf, KeyDown(1.0), KeyDown(5.0), KeyDown(9.0))
    assert (answers, state.locked) == ([[Start(1.0)], [Stop(5.0)], [Start(9.0)]], True)
    repeats = [KeyDown(1.5 + n * 0.03) for n in range(30)]
    assert said(deaf, KeyDown(1.0), *repeats, Tick(3.0), KeyDown(5.0)) == [Start(1.0), Stop(5.0)]


# ---------------------------------------------------------------------------------------- commands, and the key


def test_press_and_release_commands_are_one_dictation() -> None:
    assert said(TAP, PressCommand(1.0), PressCommand(1.03), ReleaseCommand(1.1), ReleaseCommand(1.2)) == [
        Start(1.0),
        Stop(1.1),
    ]


def test_toggle_starts_and_stops() -> None:
    state, _ = run(HOLD, ToggleCommand(1.0))
    assert state.locked
    assert said(HOLD, ToggleCommand(1.0), ToggleCommand(9.0)) == [Start(1.0), Stop(9.0)]


def test_a_release_command_keeps_a_tap_from_locking() -> None:
    policy = Policy(mode=Mode.TAP_TO_LOCK, release_grace_s=0.04)
    assert said(policy, KeyDown(1.0), KeyUp(1.1), ReleaseCommand(1.11), Tick(1.15)) == [Start(1.0), Stop(1.1)]


def test_release_ends_what_toggle_began() -> None:
    assert said(HOLD, ToggleCommand(1.0), ReleaseCommand(9.0)) == [Start(1.0), Stop(9.0)]


def test_toggle_ends_a_hold_and_the_key_is_ignored_until_up() -> None:
    assert said(HOLD, KeyDown(1.0), ToggleCommand(2.0), KeyDown(2.1), KeyUp(3.0)) == [Start(1.0), Stop(2.0)]


def test_a_toggle_after_a_check_found_the_key_up_stops_at_that_time() -> None:
    assert said(HOLD, KeyDown(1.0), Observed(False, 1.5), ToggleCommand(1.6)) == [Start(1.0), Stop(1.5)]


def test_the_key_takes_hold_of_what_the_button_began() -> None:
    assert said(HOLD, PressCommand(1.0), KeyDown(2.0), ReleaseCommand(3.0), KeyUp(4.0)) == [Start(1.0), Stop(4.0)]


def test_the_button_takes_hold_of_what_the_key_began() -> None:
    assert said(HOLD, KeyDown(1.0), PressCommand(2.0), KeyUp(3.0), ReleaseCommand(4.0)) == [Start(1.0), Stop(4.0)]


def test_a_press_command_whose_release_never_comes_ends_with_the_key() -> None:
    assert said(TAP, PressCommand(1.0), KeyDown(9.0), KeyUp(9.1)) == [Start(1.0), Stop(9.1)]


def test_the_button_takes_hold_of_a_locked_dictation() -> None:
    assert said(TAP, KeyDown(1.0), KeyUp(1.1), PressCommand(5.0), ReleaseCommand(6.0)) == [Start(1.0), Stop(6.0)]


def test_repeats_of_the_key_do_not_take_the_hold_back() -> None:
    state, _ = run(HOLD, KeyDown(1.0), PressCommand(2.0), KeyDown(2.1))
    assert state.hold is Hold.COMMAND


def test_the_key_is_watched_also_while_the_button_holds_and_only_freed_by_it() -> None:
    state, answers = run(HOLD, KeyDown(1.0), PressCommand(1.1), Tick(1.25), Observed(False, 1.25))
    assert answers[2:] == [[CheckKey()], []]
    assert (state.hold, state.key.down) == (Hold.COMMAND, False)


def test_a_key_and_a_binding_on_the_same_key_are_one_dictation() -> None:
    assert said(HOLD, KeyDown(1.0), PressCommand(1.02), KeyUp(3.0), ReleaseCommand(3.02)) == [Start(1.0), Stop(3.02)]


def test_a_command_within_the_grace_goes_on_with_the_dictation() -> None:
    assert said(GRACE, KeyDown(1.0), KeyUp(2.0), PressCommand(2.01), Tick(2.05), ReleaseCommand(3.0)) == [
        Start(1.0),
        Stop(3.0),
    ]


# ---------------------------------------------------------------------------------------- bad input


def test_a_press_whose_release_was_missed_is_another_dictation() -> None:
    assert said(BLIND, KeyDown(1.0), KeyDown(5.0), KeyUp(6.0)) == [Start(1.0), Roll(5.0), Stop(6.0)]
    assert wake(BLIND, KeyDown(1.0), KeyDown(5.0)) == 5.0 + 2 * HOURS
    assert said(BLIND, KeyDown(1.0), CancelKey(2.0), KeyDown(5.0), KeyUp(6.0)) == [
        Start(1.0),
        Cancel(2.0),
        Start(5.0),
        Stop(6.0),
    ]


def test_a_desktop_that_never_tells_of_releases_ends_with_every_third_press_at_most() -> None:
    presses = [KeyDown(1.0), KeyDown(5.0), KeyDown(9.0), KeyDown(13.0), KeyDown(17.0)]
    assert said(BLIND, *presses) == [Start(1.0), Roll(5.0), Stop(9.0), Start(13.0), Stop(17.0)]


@pytest.mark.parametrize("name", ["tap_s", "silence_s", "missed_s", "watchdog_s", "longest_hold_s"])
@pytest.mark.parametrize("value", [0, -1, float("nan")])
def test_a_duration_that_makes_no_sense_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is {value!r}; it must be more than 0"):
        Policy(**{name: value})


@pytest.mark.parametrize("name", ["release_grace_s", "early_grace_s", "settle_s", "cancel_twice_s"])
def test_a_negative_grace_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} is -0\.1; it must be 0"):
        Policy(**{name: -0.1})


# ---------------------------------------------------------------------------------------- laws

EVENTS = (
    KeyDown,
    KeyUp,
    lambda at: Observed(True, at),
    lambda at: Observed(False, at),
    lambda at: Observed(None, at),
    Tick,
    lambda at: Armed(True, at),
    lambda at: Armed(False, at),
    lambda at: Armed(None, at),
    Disarmed,
    lambda at: KeyUp(at, quiet=True),
    HandsFreeKey,
    CancelKey,
    PressCommand,
    ReleaseCommand,
    ToggleCommand,
    CancelCommand,
)
POLICIES = (
    *(
        Policy(mode=mode, release_grace_s=grace, knows_state=knows, longest_hold_s=3.0)
        for mode, grace, knows in itertools.product(Mode, (0.0, 0.04), (True, False))
    ),
    Policy(early_grace_s=0.3, knows_state=False, cancel_twice_s=1.0, longest_hold_s=3.0),
    Policy(mode=Mode.TAP_TO_LOCK, early_grace_s=0.3, release_grace_s=0.04, cancel_twice_s=1.0),
    Policy(hears_release=False, knows_state=False, longest_hold_s=3.0),
)
STEPS = (0.0, 0.01, 0.039, 0.05, 0.2, 0.249, 0.25, 0.3, 1.0, 5.0, -0.02)
"""Seconds between events: around every threshold, none at all, and backwards, for threads report out of order."""


def check_laws(policy: Policy, events: list[Event]) -> State:
    """Walk through `events` and hold every law at every step."""
    state, running, pending = State(), False, None
    for event in events:
        if isinstance(event, Tick):
            pending = None
        state, actions = step(state, event, policy)
        for action in actions:
            match action:
                case Start():
                    assert not running, "two starts"
                    running = True
                case Stop() | Cancel():
                    assert running, "an end without a start"
                    running = False
                case Roll():
                    assert running, "a roll of nothing"
                case CheckKey():
                    assert policy.knows_state
                    assert isinstance(event, Tick)
                case WakeAt(at):
                    pending = at
        assert state.dictating == running
        assert not running or pending is not None, "a dictation that nothing would ever roll"
        assert not (state.key.down and policy.knows_state) or pending is not None, "a key that nobody watches"
        assert pending is None or state.wake_at in (pending, None), "the state knows what the shell has pending"
    return state


def check_everything_lets_go(policy: Policy, state: State, at: float) -> None:
    up, release = Observed(False, at), ReleaseCommand(at)
    for order in ((up, up, release), (up, release, up), (release, up, up)):
        assert not run(policy, *order, state=state)[0].dictating
    if not policy.hears_release:
        assert not run(policy, *[] if not state.dictating else [KeyDown(at + 1)], state=state)[0].dictating
        return
    ended, answers = run(policy, KeyUp(at), Tick(at + 1), KeyDown(at + 2), KeyUp(at + 3), Tick(at + 4), state=state)
    assert not ended.dictating, "a press and a release of the key end whatever ran"
    assert any(isinstance(action, Stop) for action in itertools.chain(*answers)), "and that press was heard"


@given(
    policy=st.sampled_from(POLICIES),
    given=st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(STEPS)), max_size=40),
)
def test_the_laws_hold_after_any_events(policy: Policy, given: list) -> None:
    now, events = 100.0, []
    for make, later in given:
        now += later
        events.append(make(now))
    check_everything_lets_go(policy, check_laws(policy, events), now + 1.0)


@pytest.mark.parametrize("policy", POLICIES[1::3], ids=str)
def test_the_laws_hold_for_every_three_events(policy: Policy) -> None:
    for makers in itertools.product(EVENTS, repeat=3):
        for later in (0.0, 0.3):
            state = check_laws(policy, [make(100.0 + n * later) for n, make in enumerate(makers)])
            check_everything_lets_go(policy, state, 102.0)
