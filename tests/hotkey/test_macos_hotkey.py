"""The hotkeys on macOS, against a stand-in that does what Apple's documentation says: not verified on macOS."""

import pytest

from app.hotkey import macos
from app.hotkey.backend import EdgeKind, HotkeyUnavailable, Role, Sink
from app.hotkey.macos import MacHotkey
from rig.desktop import wait_until
from rig.systems.keyboards import FakeMacKeyboard

RIGHT_OPTION, LEFT_OPTION, LEFT_CTRL, FN, F13, D, ESC, CAPS_LOCK = 61, 58, 59, 63, 105, 2, 53, 57
DOWN, UP = EdgeKind.DOWN, EdgeKind.UP


class Rig:
    def __init__(self):
        self.keyboard = FakeMacKeyboard()
        self.hotkey = MacHotkey(self.keyboard)
        self.edges = []
        self.lost = []

    def start(self, **names):
        keys = {Role[role]: self.hotkey.resolve(name) for role, name in names.items()}
        self.hotkey.start(keys, Sink(self._take, self.lost.append))
        return self.keyboard.taps[-1]

    def _take(self, edge):
        self.edges.append((edge.role, edge.kind))

    def told(self, *edges):
        wait_until(lambda: len(self.edges) >= len(edges), 10, f"{edges} among {self.edges}")
        assert self.edges == list(edges)


@pytest.fixture
def rig():
    made = Rig()
    yield made
    made.hotkey.stop()


@pytest.mark.parametrize(("name", "code"), [("Right Option", RIGHT_OPTION), ("Fn", FN), ("F13", F13)])
def test_a_key_is_held_and_let_go(rig, name, code):
    rig.start(TALK=name)
    rig.keyboard.press(code)
    assert rig.hotkey.is_physically_down()
    rig.keyboard.release(code)
    assert not rig.hotkey.is_physically_down()
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_the_default_is_on_every_mac(rig):
    assert rig.hotkey.resolve(rig.hotkey.capabilities.default_key).code == RIGHT_OPTION


def test_a_modifier_is_not_its_twin_also_while_that_is_down(rig):
    rig.start(TALK="Right Option")
    rig.keyboard.press(LEFT_OPTION)
    rig.keyboard.press(RIGHT_OPTION)
    rig.keyboard.release(RIGHT_OPTION)
    rig.keyboard.release(LEFT_OPTION)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_a_keyboard_that_does_not_tell_sides(rig):
    rig.keyboard.tells_sides = False
    rig.start(TALK="Right Option")
    rig.keyboard.press(RIGHT_OPTION)
    rig.keyboard.release(RIGHT_OPTION)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_repeats_and_what_holdfast_presses_are_not_heard(rig):
    rig.start(TALK="F13", HANDS_FREE="V")
    rig.keyboard.press(9, ours=True)
    rig.keyboard.press(F13)
    rig.keyboard.press(F13, repeat=True)
    rig.keyboard.release(F13)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_combinations_and_cancelling(rig):
    rig.start(TALK="F13", HANDS_FREE="Ctrl+D", CANCEL="Esc")
    rig.keyboard.press(D)
    rig.keyboard.release(D)
    rig.keyboard.press(ESC)
    rig.keyboard.release(ESC)
    rig.keyboard.press(LEFT_CTRL)
    rig.keyboard.press(D)  # behind all that
    rig.told((Role.HANDS_FREE, DOWN))
    rig.hotkey.watch_cancel(True)
    rig.keyboard.press(ESC)
    rig.told((Role.HANDS_FREE, DOWN), (Role.CANCEL, DOWN))


def test_a_key_that_is_down_at_the_start_begins_nothing(rig):
    rig.keyboard.down.add(F13)
    rig.start(TALK="F13")
    rig.keyboard.press(F13)
    rig.keyboard.release(F13)
    rig.told((Role.TALK, UP))


def test_without_permission_macos_is_asked_and_the_pane_is_named(rig):
    rig.keyboard.allowed = False
    for attempt in (lambda: rig.start(TALK="F13"), lambda: rig.hotkey.capture(lambda key: None)):
        with pytest.raises(HotkeyUnavailable, match="Privacy & Security > Input Monitoring"):
            attempt()
    assert (rig.keyboard.asked, rig.keyboard.taps, rig.hotkey.is_physically_down()) == (2, [], None)


def test_a_tap_that_macos_does_not_give(rig):
    rig.keyboard.gives_taps = False
    with pytest.raises(HotkeyUnavailable, match="Input Monitoring"):
        rig.start(TALK="F13")


def test_a_tap_that_was_switched_off_is_switched_on_again_at_once(rig):
    tap = rig.start(TALK="F13")
    rig.keyboard.press(F13)
    rig.keyboard.disable()
    wait_until(lambda: tap.enabled, 10, "the tap to be on again")
    rig.keyboard.release(F13)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_a_tap_that_was_switched_off_without_a_word_is_found_out(rig, monkeypatch):
    monkeypatch.setattr(macos, "WATCH_S", 0.05)
    tap = rig.start(TALK="F13")
    tap.enabled = False
    wait_until(lambda: tap.enabled, 10, "the tap to be on again")
    assert not rig.lost


def test_a_permission_that_was_withdrawn_is_told_once(rig, monkeypatch):
    monkeypatch.setattr(macos, "WATCH_S", 0.05)
    tap = rig.start(TALK="F13")
    tap.may_be_enabled = tap.enabled = False
    wait_until(lambda: bool(rig.lost), 10, "word of the loss")
    rig.hotkey.stop()
    assert rig.lost == [macos.LOST]


def test_nothing_is_told_after_the_end(rig):
    tap = rig.start(TALK="F13")
    rig.hotkey.stop()
    rig.hotkey.stop()
    rig.keyboard.press(F13)
    assert (tap.closed, rig.edges, rig.hotkey.is_physically_down()) == (True, [], None)


def test_keys_and_combinations_are_chosen_by_pressing_them(rig):
    found = []
    end = rig.hotkey.capture(found.append)
    rig.keyboard.press(CAPS_LOCK)
    for key in (LEFT_CTRL, D):
        rig.keyboard.press(key)
    rig.keyboard.release(D)
    rig.keyboard.release(LEFT_CTRL)
    rig.keyboard.press(FN)
    rig.keyboard.disable()
    rig.keyboard.taps[-1].enabled = True
    rig.keyboard.release(FN)
    wait_until(lambda: len(found) == 2, 10, "two keys")
    end()
    assert [key.name for key in found] == ["Ctrl+D", "Fn"]
    assert rig.keyboard.taps[-1].closed


def test_caps_lock_cannot_be_held(rig):
    with pytest.raises(HotkeyUnavailable, match="for example Right Option"):
        rig.hotkey.resolve("Caps Lock")


def test_there_is_no_dialog_of_the_system(rig):
    with pytest.raises(HotkeyUnavailable, match="Holdfast's own settings"):
        rig.hotkey.configure()
