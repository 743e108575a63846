"""The calls of Windows' functions for the hotkey: against stand-ins that check them as ctypes would."""

import ctypes
import queue
import time

import pytest

from app.hotkey.windows_api import _HOOK_PROCEDURE, HookStruct, KeyboardApi
from app.hotkey.windows_calls import CallsError, ChordPressed, HookEvent, Registration
from rig.systems.windows_libraries import FakeLibraries

WM_KEYDOWN, WM_KEYUP, WM_SYSKEYDOWN, WM_HOTKEY = 0x100, 0x101, 0x104, 0x312
HOOK = 0x1234_5678_9ABC


@pytest.fixture
def windows(monkeypatch):
    made = FakeLibraries(monkeypatch)
    hooks = iter(range(HOOK, HOOK + 10))
    made.does |= {"SetWindowsHookExW": lambda *_: next(hooks), "RegisterHotKey": lambda *_: 1}
    return made


@pytest.fixture
def heard():
    return queue.Queue()


def test_the_hook_tells_what_it_is_called_with_and_hands_it_on(windows, heard):
    windows.does["CallNextHookEx"] = lambda *_: 5
    listening = KeyboardApi().listen(heard.put, True, {})
    procedure = windows.calls("SetWindowsHookExW")[0][1]
    event = HookStruct(0xA3, 0x1D, 1, 1000, 0)
    call = _HOOK_PROCEDURE(ctypes.cast(procedure, ctypes.c_void_p).value)
    for message in (WM_KEYDOWN, WM_SYSKEYDOWN, WM_KEYUP):
        assert call(0, message, ctypes.addressof(event)) == 5
    assert call(-1, WM_KEYDOWN, 0) == 5, "not for us"
    told = [heard.get(timeout=10) for _ in range(3)]
    assert [(each.virtual_key, each.scan_code, each.flags, each.down) for each in told] == [
        (0xA3, 0x1D, 1, True),
        (0xA3, 0x1D, 1, True),
        (0xA3, 0x1D, 1, False),
    ]
    assert all(isinstance(each, HookEvent) and each.at <= time.monotonic() for each in told)
    listening.close()
    listening.close()
    assert windows.calls("UnhookWindowsHookEx") == [(HOOK,)]


def test_a_new_hook_is_there_before_the_old_one_goes(windows, heard):
    listening = KeyboardApi().listen(heard.put, True, {})
    listening.rehook()
    listening.close()
    assert len(windows.calls("SetWindowsHookExW")) == 2
    assert windows.calls("UnhookWindowsHookEx") == [(HOOK,), (HOOK + 1,)]


def test_a_hook_that_cannot_be_renewed_stays(windows, heard):
    listening = KeyboardApi().listen(heard.put, True, {})
    windows.does["SetWindowsHookExW"] = lambda *_: None
    listening.rehook()
    listening.close()
    assert windows.calls("UnhookWindowsHookEx") == [(HOOK,)]


def test_combinations_are_registered_and_told_without_a_hook(windows, heard):
    listening = KeyboardApi().listen(heard.put, False, {2: Registration(0x4006, 0x44)})
    assert windows.calls("RegisterHotKey") == [(None, 2, 0x4006, 0x44)]
    windows.messages.put((WM_HOTKEY, 2))
    told = heard.get(timeout=10)
    assert isinstance(told, ChordPressed)
    assert told.number == 2
    listening.close()
    assert windows.calls("UnregisterHotKey") == [(None, 2)]
    assert windows.calls("SetWindowsHookExW") == []


def test_what_windows_refuses_is_said_and_everything_given_back(windows, heard):
    windows.does["RegisterHotKey"] = lambda _, number, *__: number == 1
    windows.error = 1409
    with pytest.raises(CallsError, match="error 1409") as refused:
        KeyboardApi().listen(heard.put, False, {1: Registration(0x4002, 0x44), 4: Registration(0x4002, 0x45)})
    assert refused.value.chord == 4
    assert (None, 1) in windows.calls("UnregisterHotKey")
    windows.does["SetWindowsHookExW"] = lambda *_: None
    with pytest.raises(CallsError) as refused:
        KeyboardApi().listen(heard.put, True, {})
    assert refused.value.chord is None


def test_the_state_of_a_key(windows):
    windows.does["GetAsyncKeyState"] = lambda key: 0x8000 if key == 0xA3 else 1
    api = KeyboardApi()
    assert (api.is_down(0xA3), api.is_down(0xA2)) == (True, False)


def test_when_the_computer_was_last_used_also_when_the_clock_of_windows_has_begun_anew(windows):
    def tell(info):
        assert info._obj.size == 8
        info._obj.time = 0xFFFF_FF00
        return 1

    windows.does |= {"GetLastInputInfo": tell, "GetTickCount": lambda: 0x100}
    assert KeyboardApi().last_input() == pytest.approx(time.monotonic() - 0.512, abs=1.0)
