"""Windows' own functions for `windows_calls.KeyboardCalls`, through ctypes. Imports it and the libraries.

Each function is documented at https://learn.microsoft.com/windows/win32/api/winuser/; the hook itself at
https://learn.microsoft.com/windows/win32/winmsg/lowlevelkeyboardproc: it is called in the thread that set it, inside
GetMessage, and needs Python's lock for it; so it does nothing but put what it is told into a queue.
"""

import ctypes
import threading
import time
from collections.abc import Callable, Mapping
from ctypes import POINTER, Structure, c_int, c_int32, c_size_t, c_ssize_t, c_uint16, c_uint32, c_void_p, c_wchar_p
from typing import Any

from app.windows_libraries import Signatures, callback, library, windows

from .windows_calls import CallsError, ChordPressed, Heard, HookEvent, Registration

WH_KEYBOARD_LL = 13
WM_QUIT, WM_KEYDOWN, WM_SYSKEYDOWN, WM_HOTKEY, WM_REHOOK = 0x12, 0x100, 0x104, 0x312, 0x400
"""The last one is WM_USER, ours within this thread."""


class HookStruct(Structure):
    """KBDLLHOOKSTRUCT. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-kbdllhookstruct"""

    _fields_ = (("vk", c_uint32), ("scan", c_uint32), ("flags", c_uint32), ("time", c_uint32), ("extra", c_size_t))


class Message(Structure):
    """MSG. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-msg"""

    _fields_ = (
        *(("window", c_void_p), ("message", c_uint32), ("first", c_size_t), ("second", c_ssize_t)),
        *(("time", c_uint32), ("x", c_int32), ("y", c_int32)),
    )


class LastInput(Structure):
    """LASTINPUTINFO. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-lastinputinfo"""

    _fields_ = (("size", c_uint32), ("time", c_uint32))


class KeyboardApi:
    """See KeyboardCalls."""

    def __init__(self) -> None:
        self._user = library("user32", _USER)
        self._kernel = library("kernel32", _KERNEL)

    def listen(
        self, tell: Callable[[Heard], None], hook: bool, chords: Mapping[int, Registration]
    ) -> "ListeningThread":
        return ListeningThread(self._user, self._kernel, tell, hook, chords)

    def is_down(self, virtual_key: int) -> bool:
        return bool(self._user.GetAsyncKeyState(virtual_key) & 0x8000)

    def last_input(self) -> float:
        info = LastInput(ctypes.sizeof(LastInput))
        self._user.GetLastInputInfo(ctypes.byref(info))
        ago = (self._kernel.GetTickCount() - info.time) & 0xFFFF_FFFF
        return float(time.monotonic() - ago / 1000)


class ListeningThread:
    """See Listening. Everything that belongs to a thread in Windows is made and undone in this one."""

    def __init__(
        self, user: Any, kernel: Any, tell: Callable[[Heard], None], hook: bool, chords: Mapping[int, Registration]
    ) -> None:
        self._user, self._kernel = user, kernel
        self._tell = tell
        self._chords = chords
        self._wants_hook = hook
        self._procedure = _HOOK_PROCEDURE(self._hooked)  # kept as long as Windows may call it
        self._hook: Any = None
        self._errors: list[CallsError] = []
        self._ready = threading.Event()
        self._id = 0
        self._thread = threading.Thread(target=self._run, name="keyboard hook", daemon=True)
        self._thread.start()
        self._ready.wait()
        for error in self._errors:
            self._thread.join()
            raise error

    def rehook(self) -> None:
        self._user.PostThreadMessageW(self._id, WM_REHOOK, 0, 0)

    def close(self) -> None:
        if self._thread.is_alive():
            self._user.PostThreadMessageW(self._id, WM_QUIT, 0, 0)
            self._thread.join()

    def _run(self) -> None:
        message = Message()
        self._user.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)  # makes the queue that others post to
        self._id = self._kernel.GetCurrentThreadId()
        try:
            self._begin()
            self._ready.set()
            while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
                if message.message == WM_HOTKEY:
                    self._tell(ChordPressed(int(message.first), time.monotonic()))
                elif message.message == WM_REHOOK:
                    self._set_hook()
        except CallsError as error:
            self._errors.append(error)
        finally:
            self._end()
            self._ready.set()

    def _begin(self) -> None:
        for number, chord in self._chords.items():
            if not self._user.RegisterHotKey(None, number, chord.modifiers, chord.virtual_key):
                raise CallsError(str(windows.WinError(windows.get_last_error())), number)
        if self._wants_hook:
            self._set_hook()
            if not self._hook:
                raise CallsError(str(windows.WinError(windows.get_last_error())))

    def _set_hook(self) -> None:
        """The new one first: what both hear is a repeat, what neither heard would be lost."""
        new = self._user.SetWindowsHookExW(WH_KEYBOARD_LL, self._procedure, self._kernel.GetModuleHandleW(None), 0)
        if new:
            old, self._hook = self._hook, new
            if old:
                self._user.UnhookWindowsHookEx(old)

    def _end(self) -> None:
        if self._hook:
            self._user.UnhookWindowsHookEx(self._hook)
        for number in self._chords:
            self._user.UnregisterHotKey(None, number)

    def _hooked(self, code: int, message: int, pointer: int) -> int:
        if code == 0:
            event = HookStruct.from_address(pointer)
            down = message in (WM_KEYDOWN, WM_SYSKEYDOWN)
            self._tell(HookEvent(event.vk, event.scan, event.flags, down, time.monotonic()))
        return int(self._user.CallNextHookEx(None, code, message, pointer))


_HOOK_PROCEDURE = callback(c_ssize_t, c_int, c_size_t, c_ssize_t)

_USER: Signatures = {
    "GetAsyncKeyState": (c_uint16, (c_int,)),
    "GetLastInputInfo": (c_int, (POINTER(LastInput),)),
    "PeekMessageW": (c_int, (POINTER(Message), c_void_p, c_uint32, c_uint32, c_uint32)),
    "GetMessageW": (c_int, (POINTER(Message), c_void_p, c_uint32, c_uint32)),
    "PostThreadMessageW": (c_int, (c_uint32, c_uint32, c_size_t, c_ssize_t)),
    "RegisterHotKey": (c_int, (c_void_p, c_int, c_uint32, c_uint32)),
    "UnregisterHotKey": (c_int, (c_void_p, c_int)),
    "SetWindowsHookExW": (c_void_p, (c_int, c_void_p, c_void_p, c_uint32)),
    "UnhookWindowsHookEx": (c_int, (c_void_p,)),
    "CallNextHookEx": (c_ssize_t, (c_void_p, c_int, c_size_t, c_ssize_t)),
}
_KERNEL: Signatures = {
    "GetTickCount": (c_uint32, ()),
    "GetCurrentThreadId": (c_uint32, ()),
    "GetModuleHandleW": (c_void_p, (c_wchar_p,)),
}
