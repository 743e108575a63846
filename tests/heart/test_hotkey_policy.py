"""app/hotkey_policy.py: what the gesture is told about each kind of desktop."""

from app.gesture_messages import Mode, Policy
from app.hotkey.backend import Capabilities, Repeats
from app.hotkey_policy import policy_for

EXACT = Capabilities("exact")


def policy(**facts) -> Policy:
    return policy_for(Capabilities("some desktop", **facts), Mode.HOLD, 7200.0)


def test_a_desktop_that_tells_the_truth_needs_no_patience():
    exact = policy()
    assert (exact.release_grace_s, exact.early_grace_s, exact.knows_state, exact.hears_release) == (0, 0, True, True)


def test_each_weakness_has_its_rule():
    assert policy(repeats=Repeats.PAIRS).release_grace_s == 0.04
    assert policy(early_release=True).early_grace_s == 0.3
    assert not policy(knows_state=False).knows_state
    assert policy(repeats=Repeats.PRESSES).missed_s == 0.7


def test_a_desktop_that_tells_no_releases_is_not_asked_for_the_keys_state():
    deaf = policy(holds=frozenset())
    assert (deaf.hears_release, deaf.knows_state, deaf.missed_s) == (False, False, 0.1)
    assert policy(holds=frozenset(), repeats=Repeats.PRESSES).missed_s == 0.7


def test_what_the_user_chose_is_in_it():
    chosen = policy_for(EXACT, Mode.TAP_TO_LOCK, 60.0, cancel_twice=False)
    assert (chosen.mode, chosen.longest_hold_s, chosen.cancel_twice_s) == (Mode.TAP_TO_LOCK, 60.0, 0.0)
    assert policy().cancel_twice_s == 1.0
