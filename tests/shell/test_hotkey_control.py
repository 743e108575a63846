"""app/hotkey_control.py: the gesture with a real timer and a backend that does what a keyboard might."""

import time

import pytest

from app.gesture_messages import CancelCommand, Mode, Policy, PressCommand, ReleaseCommand
from app.hotkey.backend import Capabilities, Edge, EdgeKind, HotkeyUnavailable, Key, Modifier, Role
from app.hotkey_control import HotkeyControl
from app.messages import Cancelled, Pressed, Released, Rolled

KEYS = {Role.TALK: Key("Right Ctrl", 105)}


class Keyboard:
    capabilities = Capabilities("test")

    def __init__(self):
        self.down, self.stopped, self.watching, self.refuse = False, 0, [], None

    def start(self, wanted, sink):
        if self.refuse:
            raise HotkeyUnavailable(self.refuse)

    def stop(self):
        self.stopped += 1

    def is_physically_down(self):
        return self.down

    def watch_cancel(self, on):
        self.watching.append(on)


@pytest.fixture
def keys():
    return Keyboard()


@pytest.fixture
def taken():
    return []


@pytest.fixture
def control(qtbot, keys, taken):
    made = HotkeyControl(Policy(), taken.append, pytest.fail, pytest.fail)
    yield made
    made.stop()


def kinds(taken):
    return [type(each) for each in taken]


def edge(control, kind, role=Role.TALK):
    control.take_edge(Edge(role, kind, time.monotonic()))


def test_holding_the_key_is_a_press_and_a_release_and_esc_is_watched_meanwhile(control, keys, taken):
    control.listen(keys, KEYS, Policy())
    edge(control, EdgeKind.DOWN)
    assert keys.watching == [True]
    edge(control, EdgeKind.UP)
    assert keys.watching == [True, False]
    assert kinds(taken) == [Pressed, Released]


def test_esc_while_the_key_is_down_cancels(control, keys, taken):
    control.listen(keys, KEYS, Policy())
    keys.down = True
    edge(control, EdgeKind.DOWN)
    edge(control, EdgeKind.DOWN, Role.CANCEL)
    edge(control, EdgeKind.UP)
    assert kinds(taken) == [Pressed, Cancelled]


def test_a_release_that_nobody_reported_is_found_by_the_watchdog(control, keys, taken, qtbot):
    control.listen(keys, KEYS, Policy(watchdog_s=0.02))
    edge(control, EdgeKind.DOWN)
    qtbot.waitUntil(lambda: kinds(taken) == [Pressed, Released])


def test_the_longest_hold_rolls_while_the_key_stays_down(control, keys, taken, qtbot):
    control.listen(keys, KEYS, Policy(longest_hold_s=0.05))
    keys.down = True
    edge(control, EdgeKind.DOWN)
    qtbot.waitUntil(lambda: kinds(taken)[:3] == [Pressed, Rolled, Rolled])


def test_a_key_that_is_down_when_listening_begins_starts_nothing_until_it_was_up(control, keys, taken):
    keys.down = True
    control.listen(keys, KEYS, Policy())
    edge(control, EdgeKind.DOWN)
    assert taken == []
    edge(control, EdgeKind.UP)
    edge(control, EdgeKind.DOWN)
    assert kinds(taken) == [Pressed]


def test_a_tap_locks_and_says_so(control, keys, taken):
    control.listen(keys, KEYS, Policy(mode=Mode.TAP_TO_LOCK))
    edge(control, EdgeKind.DOWN)
    edge(control, EdgeKind.UP)
    assert (kinds(taken), control.hands_free) == ([Pressed], True)


def test_a_dictation_that_ended_elsewhere_lets_go_and_a_key_still_down_starts_nothing(control, keys, taken):
    control.listen(keys, KEYS, Policy())
    keys.down = True
    edge(control, EdgeKind.DOWN)
    control.ended_elsewhere()
    assert keys.watching == [True, False]
    edge(control, EdgeKind.DOWN)
    assert kinds(taken) == [Pressed, Released]
    control.ended_elsewhere()  # nothing runs: nothing happens
    assert kinds(taken) == [Pressed, Released]


def test_losing_the_backend_ends_what_the_key_held(control, keys, taken):
    control.listen(keys, KEYS, Policy())
    edge(control, EdgeKind.DOWN)
    control.take_loss()
    assert (kinds(taken), control.backend, keys.stopped) == ([Pressed, Released], None, 1)


def test_a_backend_that_cannot_listen_is_not_kept(control, keys):
    keys.refuse = "no such key"
    with pytest.raises(HotkeyUnavailable):
        control.listen(keys, KEYS, Policy())
    assert control.backend is None


def test_commands_work_without_any_backend_and_a_late_cancel_reaches_the_session(control, taken):
    control.give(PressCommand(1.0))
    control.give(ReleaseCommand(2.0))
    control.give(CancelCommand(2.5))
    assert taken == [Pressed(1.0), Released(2.0), Cancelled(2.5)]


def test_the_first_of_two_cancels_is_told_with_the_keys_name(control, keys, taken, qtbot):
    told = []
    control.changed = lambda: told.append(control.asking)
    control.listen(keys, {**KEYS, Role.CANCEL: Key("Esc", 9)}, Policy(cancel_twice_s=0.05))
    keys.down = True
    edge(control, EdgeKind.DOWN)
    edge(control, EdgeKind.DOWN, Role.CANCEL)
    assert (told, kinds(taken)) == (["Esc"], [Pressed])
    qtbot.waitUntil(lambda: told == ["Esc", ""])
    edge(control, EdgeKind.UP, Role.CANCEL)
    for kind in (EdgeKind.DOWN, EdgeKind.UP, EdgeKind.DOWN):
        edge(control, kind, Role.CANCEL)
    assert kinds(taken) == [Pressed, Cancelled]
    assert told[2:] == ["Esc", ""]


def test_the_hands_free_key_locks_and_its_repeats_do_nothing(control, keys, taken):
    control.listen(keys, {**KEYS, Role.HANDS_FREE: Key("F10", 76)}, Policy())
    for _ in range(5):
        edge(control, EdgeKind.DOWN, Role.HANDS_FREE)
    edge(control, EdgeKind.UP, Role.HANDS_FREE)
    assert (kinds(taken), control.hands_free) == ([Pressed], True)
    edge(control, EdgeKind.DOWN, Role.HANDS_FREE)
    assert (kinds(taken), control.hands_free) == ([Pressed, Released], False)


def test_the_key_for_inserting_again_does_that_once_per_press(control, keys, taken):
    again = []
    control.insert_again = lambda: again.append(True)
    control.listen(keys, {**KEYS, Role.INSERT_AGAIN: Key("F11", 95)}, Policy())
    for kind in (EdgeKind.DOWN, EdgeKind.DOWN, EdgeKind.UP, EdgeKind.DOWN, EdgeKind.UP):
        edge(control, kind, Role.INSERT_AGAIN)
    assert (again, taken) == ([True, True], [])


@pytest.mark.parametrize(
    ("key", "in_the_way"),
    [
        (Key("Right Ctrl", 105), True),
        (Key("F9", 75), False),
        (Key("Ctrl+D", 40, modifiers=frozenset({Modifier.CTRL})), True),
    ],
)
def test_a_key_is_in_the_way_while_it_changes_others(control, keys, key, in_the_way):
    control.listen(keys, {Role.TALK: key}, Policy())
    assert not control.key_in_the_way
    keys.down = True
    edge(control, EdgeKind.DOWN)
    assert control.key_in_the_way is in_the_way


@pytest.mark.parametrize("quiet", [True, False])
def test_a_release_in_silence_is_believed_at_once(control, keys, taken, qtbot, quiet):
    control.quiet = lambda: quiet
    control.listen(keys, KEYS, Policy(knows_state=False, early_grace_s=0.1))
    edge(control, EdgeKind.DOWN)
    edge(control, EdgeKind.UP)
    assert kinds(taken) == ([Pressed, Released] if quiet else [Pressed])
    qtbot.waitUntil(lambda: kinds(taken) == [Pressed, Released])


def test_repeats_of_a_key_that_was_down_when_the_desktop_gave_it_to_us_start_nothing(control, keys, taken):
    keys.is_physically_down = lambda: None
    control.listen(keys, KEYS, Policy(knows_state=False, settle_s=60.0))
    control.heard_anew()
    for _ in range(3):
        edge(control, EdgeKind.DOWN)
    assert taken == []
    edge(control, EdgeKind.UP)
    control.give(PressCommand(time.monotonic()))
    control.heard_anew()
    assert kinds(taken) == [Pressed], "what is being dictated goes on"
