"""Windows' own functions for `win32.Win32`, through ctypes. Imports `win32`, `windows_keys` and the libraries.

Each method is one call, or the calls that belong together, and nothing else: to be read beside the documentation at
https://learn.microsoft.com/windows/win32/api/winuser/ (windows, input, clipboard), .../winbase/ (global memory),
.../processthreadsapi/ and .../securitybaseapi/ (processes and their tokens).
"""

import ctypes
import time
from collections.abc import Sequence
from ctypes import (
    POINTER,
    Structure,
    Union,
    c_int,
    c_int32,
    c_size_t,
    c_ssize_t,
    c_uint16,
    c_uint32,
    c_void_p,
    c_wchar_p,
)
from typing import Any

from app.windows_libraries import Signatures, callback, library, windows

from .win32 import RenderFormat
from .windows_keys import UNICODE, KeyInput

INPUT_KEYBOARD = 1
WM_RENDERFORMAT, WM_RENDERALLFORMATS = 0x0305, 0x0306
HWND_MESSAGE = -3
GHND = 0x42
PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
TOKEN_QUERY, TOKEN_INTEGRITY_LEVEL = 0x8, 25
ERROR_ACCESS_DENIED = 5
OURS = 0x484F4C44
"""dwExtraInfo of every key that we press."""


class KeyboardInput(Structure):
    """KEYBDINPUT. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-keybdinput"""

    _fields_ = (("vk", c_uint16), ("scan", c_uint16), ("flags", c_uint32), ("time", c_uint32), ("extra", c_size_t))


class MouseInput(Structure):
    """MOUSEINPUT: never sent, but the largest member of INPUT's union, which so has its size."""

    _fields_ = (
        *(("dx", c_int32), ("dy", c_int32), ("data", c_uint32), ("flags", c_uint32), ("time", c_uint32)),
        ("extra", c_size_t),
    )


class _InputUnion(Union):
    _fields_ = (("keyboard", KeyboardInput), ("mouse", MouseInput))


class Input(Structure):
    """INPUT. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-input"""

    _fields_ = (("type", c_uint32), ("of", _InputUnion))


class WindowClass(Structure):
    """WNDCLASSW. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-wndclassw"""

    _fields_ = (
        *(("style", c_uint32), ("procedure", c_void_p), ("class_extra", c_int), ("window_extra", c_int)),
        *(("instance", c_void_p), ("icon", c_void_p), ("cursor", c_void_p), ("background", c_void_p)),
        *(("menu_name", c_wchar_p), ("class_name", c_wchar_p)),
    )


class WindowsApi:
    """See Win32."""

    def __init__(self) -> None:
        self._user = library("user32", _USER)
        self._kernel = library("kernel32", _KERNEL)
        self._security = library("advapi32", _SECURITY)
        # Windows calls these as long as the window lives: whoever made them must keep them.
        self._procedures: dict[int, Any] = {}

    # -------------------------------------------------------------------------------------------- windows and processes

    def foreground_window(self) -> int:
        return self._user.GetForegroundWindow() or 0

    def window_class(self, window: int) -> str:
        name = ctypes.create_unicode_buffer(257)
        return name.value if self._user.GetClassNameW(window, name, len(name)) else ""

    def process(self, window: int) -> int:
        process = c_uint32()
        self._user.GetWindowThreadProcessId(window, ctypes.byref(process))
        return process.value

    def processes(self, window: int) -> frozenset[int]:
        family = [window]

        def take(child: int, _: int) -> int:
            family.append(child)
            return 1

        self._user.EnumChildWindows(window, _CHILD_PROCEDURE(take), 0)
        return frozenset(self.process(each) for each in family) - {0}

    def executable(self, process: int) -> str:
        handle = self._kernel.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, False, process)
        if not handle:
            return ""
        try:
            path, length = ctypes.create_unicode_buffer(32768), c_uint32(32768)
            found = self._kernel.QueryFullProcessImageNameW(handle, 0, path, ctypes.byref(length))
            return path.value.rpartition("\\")[2] if found else ""
        finally:
            self._kernel.CloseHandle(handle)

    def integrity(self, process: int) -> int | None:
        """The token's mandatory label: its last sub-authority is the level.
        https://learn.microsoft.com/windows/win32/secauthz/mandatory-integrity-control"""
        if process == 0:
            return self._token_level(c_void_p(self._kernel.GetCurrentProcess()))
        handle = self._kernel.OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, False, process)
        if not handle:
            return None if windows.get_last_error() == ERROR_ACCESS_DENIED else 0
        try:
            return self._token_level(handle)
        finally:
            self._kernel.CloseHandle(handle)

    def _token_level(self, process: Any) -> int | None:
        token = c_void_p()
        if not self._security.OpenProcessToken(process, TOKEN_QUERY, ctypes.byref(token)):
            return None if windows.get_last_error() == ERROR_ACCESS_DENIED else 0
        try:
            label, length = ctypes.create_string_buffer(256), c_uint32()
            if not self._security.GetTokenInformation(
                token, TOKEN_INTEGRITY_LEVEL, label, len(label), ctypes.byref(length)
            ):
                return 0
            sid = c_void_p.from_buffer(label)  # TOKEN_MANDATORY_LABEL begins with the pointer to it
            last = self._security.GetSidSubAuthorityCount(sid)[0] - 1
            return int(self._security.GetSidSubAuthority(sid, last)[0])
        finally:
            self._kernel.CloseHandle(token)

    # -------------------------------------------------------------------------------------------- keys

    def is_down(self, key: int) -> bool:
        return bool(self._user.GetAsyncKeyState(key) & 0x8000)

    def send_input(self, keys: Sequence[KeyInput]) -> int:
        inputs = (Input * len(keys))()
        for each, key in zip(inputs, keys, strict=True):
            unicode = key.flags & UNICODE
            each.type = INPUT_KEYBOARD
            each.of.keyboard.vk = 0 if unicode else key.code
            each.of.keyboard.scan = key.code if unicode else self._user.MapVirtualKeyW(key.code, 0)
            each.of.keyboard.flags = key.flags
            each.of.keyboard.extra = OURS
        return int(self._user.SendInput(len(keys), inputs, ctypes.sizeof(Input)))

    # -------------------------------------------------------------------------------------------- clipboard

    def create_window(self, render: RenderFormat) -> int:
        def receive(window: int, message: int, first: int, second: int) -> int:
            if message == WM_RENDERFORMAT:
                render(first)
                return 0
            return int(self._user.DefWindowProcW(window, message, first, second))

        procedure = _WINDOW_PROCEDURE(receive)
        name = f"HoldfastClipboard{id(procedure)}"
        made = WindowClass(procedure=ctypes.cast(procedure, c_void_p), class_name=name)
        made.instance = self._kernel.GetModuleHandleW(None)
        if not self._user.RegisterClassW(ctypes.byref(made)):
            raise windows.WinError(windows.get_last_error())
        window = self._user.CreateWindowExW(0, name, name, 0, 0, 0, 0, 0, HWND_MESSAGE, None, made.instance, None)
        if not window:
            raise windows.WinError(windows.get_last_error())
        self._procedures[window] = procedure
        return int(window)

    def destroy_window(self, window: int) -> None:
        self._user.DestroyWindow(window)

    def pause(self) -> None:
        time.sleep(0.002)

    def open_clipboard(self, window: int) -> bool:
        return bool(self._user.OpenClipboard(window or None))

    def close_clipboard(self) -> None:
        self._user.CloseClipboard()

    def empty_clipboard(self) -> bool:
        return bool(self._user.EmptyClipboard())

    def set_data(self, number: int, data: bytes | None) -> bool:
        if data is None:
            windows.set_last_error(0)
            self._user.SetClipboardData(number, None)  # gives no handle back, also when all is well
            return bool(windows.get_last_error() == 0)
        memory = self._kernel.GlobalAlloc(GHND, max(1, len(data)))
        if not memory:
            return False
        ctypes.memmove(self._kernel.GlobalLock(memory), data, len(data))
        self._kernel.GlobalUnlock(memory)
        if self._user.SetClipboardData(number, memory):
            return True  # it is the system's now
        self._kernel.GlobalFree(memory)
        return False

    def get_data(self, number: int) -> bytes | None:
        memory = self._user.GetClipboardData(number)
        address = self._kernel.GlobalLock(memory) if memory else None
        if not address:
            return None
        try:
            return ctypes.string_at(address, self._kernel.GlobalSize(memory))
        finally:
            self._kernel.GlobalUnlock(memory)

    def formats(self) -> tuple[int, ...]:
        found: list[int] = []
        while number := self._user.EnumClipboardFormats(found[-1] if found else 0):
            found.append(int(number))
        return tuple(found)

    def format_name(self, number: int) -> str:
        name = ctypes.create_unicode_buffer(256)
        return name.value if self._user.GetClipboardFormatNameW(number, name, len(name)) else ""

    def register_format(self, name: str) -> int:
        return int(self._user.RegisterClipboardFormatW(name))

    def sequence_number(self) -> int:
        return int(self._user.GetClipboardSequenceNumber())

    def clipboard_owner(self) -> int:
        return self._user.GetClipboardOwner() or 0

    def open_window(self) -> int:
        return self._user.GetOpenClipboardWindow() or 0


_WINDOW_PROCEDURE = callback(c_ssize_t, c_void_p, c_uint32, c_size_t, c_ssize_t)
"""WNDPROC. https://learn.microsoft.com/windows/win32/api/winuser/nc-winuser-wndproc"""
_CHILD_PROCEDURE = callback(c_int, c_void_p, c_ssize_t)
"""WNDENUMPROC. https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-enumchildwindows"""

_USER: Signatures = {
    "GetForegroundWindow": (c_void_p, ()),
    "GetClassNameW": (c_int, (c_void_p, c_wchar_p, c_int)),
    "GetWindowThreadProcessId": (c_uint32, (c_void_p, POINTER(c_uint32))),
    "EnumChildWindows": (c_int, (c_void_p, c_void_p, c_ssize_t)),
    "GetAsyncKeyState": (c_uint16, (c_int,)),
    "MapVirtualKeyW": (c_uint32, (c_uint32, c_uint32)),
    "SendInput": (c_uint32, (c_uint32, POINTER(Input), c_int)),
    "DefWindowProcW": (c_ssize_t, (c_void_p, c_uint32, c_size_t, c_ssize_t)),
    "RegisterClassW": (c_uint16, (POINTER(WindowClass),)),
    "CreateWindowExW": (
        c_void_p,
        (c_uint32, c_wchar_p, c_wchar_p, c_uint32, *(c_int,) * 4, c_void_p, c_void_p, c_void_p, c_void_p),
    ),
    "DestroyWindow": (c_int, (c_void_p,)),
    "OpenClipboard": (c_int, (c_void_p,)),
    "CloseClipboard": (c_int, ()),
    "EmptyClipboard": (c_int, ()),
    "SetClipboardData": (c_void_p, (c_uint32, c_void_p)),
    "GetClipboardData": (c_void_p, (c_uint32,)),
    "EnumClipboardFormats": (c_uint32, (c_uint32,)),
    "GetClipboardFormatNameW": (c_int, (c_uint32, c_wchar_p, c_int)),
    "RegisterClipboardFormatW": (c_uint32, (c_wchar_p,)),
    "GetClipboardSequenceNumber": (c_uint32, ()),
    "GetClipboardOwner": (c_void_p, ()),
    "GetOpenClipboardWindow": (c_void_p, ()),
}
_KERNEL: Signatures = {
    "OpenProcess": (c_void_p, (c_uint32, c_int, c_uint32)),
    "GetCurrentProcess": (c_void_p, ()),
    "QueryFullProcessImageNameW": (c_int, (c_void_p, c_uint32, c_wchar_p, POINTER(c_uint32))),
    "CloseHandle": (c_int, (c_void_p,)),
    "GetModuleHandleW": (c_void_p, (c_wchar_p,)),
    "GlobalAlloc": (c_void_p, (c_uint32, c_size_t)),
    "GlobalLock": (c_void_p, (c_void_p,)),
    "GlobalUnlock": (c_int, (c_void_p,)),
    "GlobalSize": (c_size_t, (c_void_p,)),
    "GlobalFree": (c_void_p, (c_void_p,)),
}
_SECURITY: Signatures = {
    "OpenProcessToken": (c_int, (c_void_p, c_uint32, POINTER(c_void_p))),
    "GetTokenInformation": (c_int, (c_void_p, c_int, c_void_p, c_uint32, POINTER(c_uint32))),
    "GetSidSubAuthorityCount": (POINTER(ctypes.c_uint8), (c_void_p,)),
    "GetSidSubAuthority": (POINTER(c_uint32), (c_void_p, c_uint32)),
}
