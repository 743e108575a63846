"""The calls of Windows' functions for insertion: against stand-ins that check them as ctypes would."""

import ctypes

import pytest

from app.insertion.messages import Chord
from app.insertion.windows_api import _WINDOW_PROCEDURE, OURS, WindowsApi
from app.insertion.windows_keys import UP, KeyInput, chord_keys, text_keys
from rig.systems.windows_libraries import FakeLibraries, mandatory_label

WM_RENDERFORMAT, WM_CLOSE = 0x305, 0x10
FAR_AWAY = 0x1234_5678_9ABC
"""A handle that 32 bits cannot hold."""


@pytest.fixture
def windows(monkeypatch):
    return FakeLibraries(monkeypatch)


@pytest.fixture
def api(windows):
    return WindowsApi()


def test_the_window_in_front_and_its_processes(windows, api):
    def tell_process(window, process):
        process._obj.value = 7 if window == FAR_AWAY else 8
        return 1

    def tell_children(window, take, _):
        assert take(FAR_AWAY + 1, 0) == 1
        return 1

    def tell_class(window, name, size):
        name.value = "Notepad"
        return 7

    windows.does |= {
        "GetForegroundWindow": lambda: FAR_AWAY,
        "GetWindowThreadProcessId": tell_process,
        "EnumChildWindows": tell_children,
        "GetClassNameW": tell_class,
    }
    assert api.foreground_window() == FAR_AWAY
    assert (api.process(FAR_AWAY), api.processes(FAR_AWAY)) == (7, {7, 8})
    assert api.window_class(FAR_AWAY) == "Notepad"


def test_no_window_in_front(windows, api):
    windows.does["GetForegroundWindow"] = lambda: None
    assert api.foreground_window() == 0
    assert api.window_class(5) == ""


def test_the_name_of_a_program(windows, api):
    def tell_path(process, flags, path, length):
        path.value = "C:\\Program Files\\Notes\\notes.exe"
        return 1

    windows.does |= {"OpenProcess": lambda *_: FAR_AWAY, "QueryFullProcessImageNameW": tell_path}
    assert api.executable(7) == "notes.exe"
    assert windows.calls("CloseHandle") == [(FAR_AWAY,)]
    windows.does["OpenProcess"] = lambda *_: None
    assert api.executable(7) == ""


def test_the_level_of_trust(windows, api):
    count, level = ctypes.c_uint8(2), ctypes.c_uint32(0x3000)

    def open_token(process, access, token):
        token._obj.value = FAR_AWAY
        return 1

    def tell(token, what, label, size, length):
        mandatory_label(label, FAR_AWAY + 8)
        return 1

    def last(sid, number):
        assert (sid.value, number) == (FAR_AWAY + 8, 1)
        return ctypes.pointer(level)

    windows.does |= {
        "OpenProcess": lambda *_: FAR_AWAY,
        "GetCurrentProcess": lambda: -1,
        "OpenProcessToken": open_token,
        "GetTokenInformation": tell,
        "GetSidSubAuthorityCount": lambda sid: ctypes.pointer(count),
        "GetSidSubAuthority": last,
    }
    assert api.integrity(7) == api.integrity(0) == 0x3000
    assert len(windows.calls("CloseHandle")) == 3, "two tokens and a process"
    windows.does["GetTokenInformation"] = lambda *_: 0
    assert api.integrity(7) == 0


@pytest.mark.parametrize("refuses", ["OpenProcess", "OpenProcessToken"])
@pytest.mark.parametrize(("error", "level"), [(5, None), (87, 0)])
def test_a_program_that_may_not_be_asked_is_told_from_one_that_is_gone(windows, api, refuses, error, level):
    windows.does |= {"OpenProcess": lambda *_: FAR_AWAY, "OpenProcessToken": lambda *_: 1, refuses: lambda *_: 0}
    windows.error = error
    assert api.integrity(7) == level


def test_keys_as_windows_takes_them(windows, api):
    sent = []

    def send(count, inputs, size):
        assert (count, size) == (len(inputs), 40)
        sent.extend((each.of.keyboard.vk, each.of.keyboard.scan, each.of.keyboard.flags) for each in inputs)
        assert all((each.type, each.of.keyboard.extra) == (1, OURS) for each in inputs)
        return count

    windows.does |= {"SendInput": send, "MapVirtualKeyW": lambda key, kind: {0x56: 0x2F, 0x11: 0x1D}[key]}
    assert api.send_input(text_keys("€")) == 2
    assert api.send_input(chord_keys(Chord.CTRL_V)) == 4
    assert sent[:2] == [(0, 0x20AC, 4), (0, 0x20AC, 6)]
    assert sent[2:4] == [(0x11, 0x1D, 0), (0x56, 0x2F, 0)]
    assert sent[4:] == [(0x56, 0x2F, UP), (0x11, 0x1D, UP)]
    assert api.send_input([KeyInput(0x56)]) == 1


def test_keys_that_are_down(windows, api):
    windows.does["GetAsyncKeyState"] = lambda key: {0xA0: 0x8001, 0xA1: 1}.get(key, 0)
    assert [api.is_down(key) for key in (0xA0, 0xA1, 0xA2)] == [True, False, False]


# ------------------------------------------------------------------------------------------------ clipboard


def test_the_window_is_told_who_wants_the_text(windows, api):
    made = {}

    def register(described):
        made.update(name=described._obj.class_name, procedure=described._obj.procedure)
        return 1

    windows.does |= {"RegisterClassW": register, "CreateWindowExW": lambda *_: FAR_AWAY, "DefWindowProcW": lambda *_: 9}
    wanted = []
    assert api.create_window(wanted.append) == FAR_AWAY
    procedure = _WINDOW_PROCEDURE(made["procedure"])
    assert (procedure(FAR_AWAY, WM_RENDERFORMAT, 13, 0), procedure(FAR_AWAY, WM_CLOSE, 0, 0)) == (0, 9)
    assert wanted == [13]
    arguments = windows.calls("CreateWindowExW")[0]
    assert (arguments[1], arguments[8]) == (made["name"], -3), "a window for messages only"
    api.destroy_window(FAR_AWAY)
    assert windows.calls("DestroyWindow") == [(FAR_AWAY,)]


@pytest.mark.parametrize("refuses", ["RegisterClassW", "CreateWindowExW"])
def test_without_a_window_there_is_no_inserter(windows, api, refuses):
    windows.does |= {"RegisterClassW": lambda _: 1, "CreateWindowExW": lambda *_: FAR_AWAY, refuses: lambda *_: 0}
    with pytest.raises(OSError, match="error 0"):
        api.create_window(lambda number: None)


def test_data_goes_to_the_clipboard_in_memory_of_its_own(windows, api):
    windows.does["SetClipboardData"] = lambda number, memory: memory
    assert api.set_data(13, b"a\0\0\0")
    ((number, memory),) = windows.calls("SetClipboardData")
    assert (number, windows.content(memory)) == (13, b"a\0\0\0")
    assert api.set_data(13, b"")


def test_data_that_the_clipboard_does_not_take_is_freed(windows, api):
    assert not api.set_data(13, b"words")
    assert windows.memory == {}
    windows.does["GlobalAlloc"] = lambda *_: 0
    assert not api.set_data(13, b"words")


def test_a_promise_gives_no_handle_back_also_when_all_is_well(windows, api):
    windows.error = 5  # an old one
    assert api.set_data(13, None)
    assert windows.calls("SetClipboardData") == [(13, None)]

    def refuse(number, memory):
        windows.error = 1418  # ERROR_CLIPBOARD_NOT_OPEN
        return

    windows.does["SetClipboardData"] = refuse
    assert not api.set_data(13, None)


def test_data_comes_from_the_clipboard(windows, api):
    memory = windows.put(b"mine")
    windows.does["GetClipboardData"] = lambda number: memory if number == 13 else None
    assert (api.get_data(13), api.get_data(8)) == (b"mine", None)
    assert windows.calls("GlobalUnlock") == [(memory,)]


def test_formats_in_their_order_and_by_name(windows, api):
    after = {0: 13, 13: 0xC001, 0xC001: 1, 1: 0}

    def tell_name(number, name, size):
        name.value = "HTML Format"
        return 11 if number == 0xC001 else 0

    windows.does |= {
        "EnumClipboardFormats": after.get,
        "GetClipboardFormatNameW": tell_name,
        "RegisterClipboardFormatW": lambda name: 0xC001,
    }
    assert api.formats() == (13, 0xC001, 1)
    assert (api.format_name(0xC001), api.format_name(13)) == ("HTML Format", "")
    assert api.register_format("HTML Format") == 0xC001


def test_who_has_the_clipboard(windows, api):
    windows.does |= {"OpenClipboard": lambda window: 1, "EmptyClipboard": lambda: 1}
    assert api.open_clipboard(FAR_AWAY)
    assert api.open_clipboard(0)
    assert windows.calls("OpenClipboard") == [(FAR_AWAY,), (None,)]
    assert api.empty_clipboard()
    api.close_clipboard()
    assert len(windows.calls("CloseClipboard")) == 1
    assert (api.clipboard_owner(), api.open_window(), api.sequence_number()) == (0, 0, 0)
    windows.does |= {"GetClipboardOwner": lambda: FAR_AWAY, "GetOpenClipboardWindow": lambda: FAR_AWAY}
    assert api.clipboard_owner() == api.open_window() == FAR_AWAY
    api.pause()
