"""The hotkeys on Windows, against a stand-in that does what Windows' documentation says: not verified on Windows."""

import ctypes
import threading
import time

import pytest

from app.hotkey import windows_api
from app.hotkey.backend import EdgeKind, HotkeyUnavailable, Role, Shape, Sink
from app.hotkey.hook_watch import DEAF_S
from app.hotkey.windows import WindowsHotkey
from app.hotkey.windows_calls import INJECTED
from rig.desktop import wait_until
from rig.systems.keyboards import FakeKeyboard

RIGHT_CTRL, LEFT_CTRL, RIGHT_ALT, LEFT_SHIFT, ESC, F9, D = 0xA3, 0xA2, 0xA5, 0xA0, 0x1B, 0x78, 0x44
DOWN, UP = EdgeKind.DOWN, EdgeKind.UP


class Rig:
    def __init__(self):
        self.keyboard = FakeKeyboard()
        self.hotkey = WindowsHotkey(self.keyboard)
        self.edges = []
        self.threads = set()
        self.bound = {}

    def start(self, **names):
        keys = {Role[role]: self.hotkey.resolve(name) for role, name in names.items()}
        self.hotkey.start(keys, Sink(self._take, lambda sentence: None, self.bound.update))
        return self.keyboard.hooks[-1]

    def _take(self, edge):
        self.threads.add(threading.current_thread().name)
        self.edges.append((edge.role, edge.kind))

    def told(self, *edges):
        wait_until(lambda: len(self.edges) >= len(edges), 10, f"{edges} among {self.edges}")
        assert self.edges == list(edges)


@pytest.fixture
def rig():
    made = Rig()
    yield made
    made.hotkey.stop()


def test_a_key_is_held_and_let_go_on_another_thread_than_the_hooks(rig):
    rig.start(TALK="Right Ctrl")
    rig.keyboard.press(RIGHT_CTRL)
    assert rig.hotkey.is_physically_down()
    rig.keyboard.release(RIGHT_CTRL)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))
    assert rig.threads == {"hotkey"}
    assert not rig.bound[Role.TALK].swallowed


def test_left_is_not_right_and_repeats_are_one_press(rig):
    rig.start(TALK="Right Ctrl")
    rig.keyboard.press(LEFT_CTRL)
    for _ in range(3):
        rig.keyboard.press(RIGHT_CTRL)
    rig.keyboard.release(LEFT_CTRL)
    rig.keyboard.release(RIGHT_CTRL)
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_what_programs_press_is_not_heard(rig):
    rig.start(TALK="F9")
    rig.keyboard.press(F9, flags=INJECTED)
    rig.keyboard.release(F9, flags=INJECTED)
    rig.keyboard.press(F9)
    rig.told((Role.TALK, DOWN))


def test_the_ctrl_that_windows_makes_up_for_alt_gr_is_none(rig):
    rig.start(TALK="Left Ctrl", HANDS_FREE="Right Alt")
    rig.keyboard.press(LEFT_CTRL, scan=0x21D)
    rig.keyboard.press(RIGHT_ALT, scan=0x38)
    rig.told((Role.HANDS_FREE, DOWN))


def test_esc_cancels_only_while_it_is_watched(rig):
    rig.start(TALK="F9", CANCEL="Esc", INSERT_AGAIN="Pause")
    rig.keyboard.press(ESC)
    rig.keyboard.release(ESC)
    rig.keyboard.press(0x13)
    rig.told((Role.INSERT_AGAIN, DOWN))
    rig.hotkey.watch_cancel(True)
    rig.keyboard.press(ESC)
    rig.told((Role.INSERT_AGAIN, DOWN), (Role.CANCEL, DOWN))


def test_a_key_that_is_down_at_the_start_begins_nothing(rig):
    rig.keyboard.down.add(F9)
    rig.start(TALK="F9")
    rig.keyboard.press(F9)
    rig.keyboard.release(F9)
    rig.told((Role.TALK, UP))


# ------------------------------------------------------------------------------------------------ combinations


def test_a_combination_needs_no_hook_and_is_asked_for_until_it_is_let_go(rig):
    hook = rig.start(TALK="Ctrl+Shift+D")
    assert (hook.hook, rig.bound[Role.TALK].swallowed) == (False, True)
    for key in (LEFT_CTRL, LEFT_SHIFT, D):
        rig.keyboard.press(key)
    rig.told((Role.TALK, DOWN))
    rig.keyboard.release(LEFT_SHIFT)  # any part of it
    rig.told((Role.TALK, DOWN), (Role.TALK, UP))


def test_single_keys_beside_a_combination_are_heard_with_the_hook(rig):
    hook = rig.start(TALK="F9", HANDS_FREE="Ctrl+Alt+D", CANCEL="Ctrl+Esc")
    assert (hook.hook, [each.virtual_key for each in hook.chords.values()]) == (True, [D])
    rig.hotkey.watch_cancel(True)
    rig.keyboard.press(LEFT_CTRL)
    rig.keyboard.press(ESC)
    rig.told((Role.CANCEL, DOWN))


def test_a_combination_that_somebody_has_is_refused_by_name(rig):
    rig.keyboard.taken = {D}
    with pytest.raises(HotkeyUnavailable, match=r"Another program has Ctrl\+Shift\+D already"):
        rig.start(TALK="Ctrl+Shift+D")
    assert rig.hotkey.is_physically_down() is None


def test_a_hook_that_windows_refuses_is_told(rig):
    rig.keyboard.forbidden = True
    with pytest.raises(HotkeyUnavailable, match="Access is denied"):
        rig.start(TALK="F9")
    with pytest.raises(HotkeyUnavailable, match="Access is denied"):
        rig.hotkey.capture(lambda key: None)


# ------------------------------------------------------------------------------------------------ what goes wrong


def test_a_hook_that_was_dropped_is_put_in_place_anew_when_the_key_is_down_unheard(rig):
    hook = rig.start(TALK="F9")
    hook.alive = False
    rig.keyboard.press(F9)
    wait_until(lambda: hook.alive, 10, "a new hook")
    rig.keyboard.press(F9)  # its repeat
    rig.told((Role.TALK, DOWN))


def test_a_hook_that_hears_nothing_while_the_computer_is_used_is_put_in_place_anew(rig):
    hook = rig.start(TALK="F9")
    rig.keyboard.used_at = time.monotonic() + DEAF_S + 1
    wait_until(lambda: hook.rehooked == 1, 10, "a new hook")


def test_a_hook_is_left_alone_where_it_is_not_needed(rig):
    hook = rig.start(TALK="Ctrl+D")
    rig.keyboard.used_at = time.monotonic() + 100
    rig.keyboard.press(LEFT_CTRL)
    rig.keyboard.press(D)
    rig.told((Role.TALK, DOWN))
    assert hook.rehooked == 0


def test_a_program_above_us_in_front_makes_the_key_look_up_which_ends_the_hold(rig):
    rig.start(TALK="F9")
    rig.keyboard.press(F9)
    rig.told((Role.TALK, DOWN))
    rig.keyboard.blind = True
    assert rig.hotkey.is_physically_down() is False  # what the gesture's watchdog asks


def test_nothing_is_told_after_the_end(rig):
    hook = rig.start(TALK="F9")
    rig.hotkey.stop()
    rig.hotkey.stop()
    rig.keyboard.press(F9)
    assert (hook.closed, rig.edges, rig.hotkey.is_physically_down()) == (True, [], None)


# ------------------------------------------------------------------------------------------------ choosing


def test_keys_and_combinations_are_chosen_by_pressing_them(rig):
    found = []
    end = rig.hotkey.capture(found.append)
    rig.keyboard.press(F9, flags=INJECTED)
    for key in (LEFT_CTRL, D):
        rig.keyboard.press(key)
    rig.keyboard.release(D)
    rig.keyboard.release(LEFT_CTRL)
    rig.keyboard.press(RIGHT_CTRL, flags=1)
    rig.keyboard.release(RIGHT_CTRL, flags=1)
    rig.keyboard.press(0x0D, flags=1)
    wait_until(lambda: len(found) == 3, 10, "three keys")
    end()
    assert [key.name for key in found] == ["Ctrl+D", "Right Ctrl", "Keypad Enter"]
    assert rig.keyboard.hooks[-1].closed


def test_there_is_no_dialog_of_the_system(rig):
    with pytest.raises(HotkeyUnavailable, match="Holdfast's own settings"):
        rig.hotkey.configure()
    assert rig.hotkey.capabilities.holds == frozenset(Shape)


def test_structures_are_as_large_as_windows_says():
    """sizeof on 64 bits, from the headers of mingw-w64."""
    sizes = [ctypes.sizeof(each) for each in (windows_api.HookStruct, windows_api.Message, windows_api.LastInput)]
    assert sizes == [24, 48, 8]
