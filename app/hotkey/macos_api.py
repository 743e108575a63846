"""macOS' own functions for `macos_calls.TapCalls`, through pyobjc and, for what it lacks, ctypes. Imports it.

https://developer.apple.com/documentation/coregraphics/quartz-event-services. The tap only listens: it can neither hold
up nor change what is typed. It has a thread of its own, because a run loop that is busy is a tap that is switched off.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import Any

import CoreFoundation
import Quartz

from .macos_calls import TapError, TapEvent, TapKind

OURS = 0x484F4C44
"""kCGEventSourceUserData of the keys that Holdfast presses (`app/insertion/macos_api.py`)."""
_KIT = "/System/Library/Frameworks/IOKit.framework/IOKit"
_LISTEN, _GRANTED = 1, 0
"""kIOHIDRequestTypeListenEvent, kIOHIDAccessTypeGranted: IOKit/hid/IOHIDLib.h"""

_KINDS = {
    Quartz.kCGEventKeyDown: TapKind.DOWN,
    Quartz.kCGEventKeyUp: TapKind.UP,
    Quartz.kCGEventFlagsChanged: TapKind.FLAGS,
    Quartz.kCGEventTapDisabledByTimeout: TapKind.DISABLED,
    Quartz.kCGEventTapDisabledByUserInput: TapKind.DISABLED,
}


class TapApi:
    """See TapCalls."""

    def __init__(self) -> None:
        kit = ctypes.CDLL(_KIT)
        self._check, self._request = kit.IOHIDCheckAccess, kit.IOHIDRequestAccess
        self._check.restype, self._check.argtypes = ctypes.c_uint32, (ctypes.c_uint32,)
        self._request.restype, self._request.argtypes = ctypes.c_bool, (ctypes.c_uint32,)

    def may_listen(self) -> bool:
        """Both are asked: a stale grant may satisfy one of them."""
        return bool(Quartz.CGPreflightListenEventAccess()) and self._check(_LISTEN) == _GRANTED

    def ask_to_listen(self) -> None:
        self._request(_LISTEN)

    def listen(self, tell: Callable[[TapEvent], None]) -> "TapThread":
        return TapThread(tell)

    def is_down(self, code: int) -> bool:
        return bool(Quartz.CGEventSourceKeyState(Quartz.kCGEventSourceStateHIDSystemState, code))

    def flags(self) -> int:
        return int(Quartz.CGEventSourceFlagsState(Quartz.kCGEventSourceStateHIDSystemState))


class TapThread:
    """See Tap."""

    def __init__(self, tell: Callable[[TapEvent], None]) -> None:
        self._tell = tell
        self._tap: Any = None
        self._loop: Any = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event tap", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._tap is None:
            self._thread.join()
            raise TapError

    def is_enabled(self) -> bool:
        return bool(Quartz.CGEventTapIsEnabled(self._tap))

    def enable(self) -> None:
        Quartz.CGEventTapEnable(self._tap, True)

    def close(self) -> None:
        # A loop that has not begun to run would not hear of a stop: it ends by itself once its only source is gone.
        CoreFoundation.CFMachPortInvalidate(self._tap)
        CoreFoundation.CFRunLoopStop(self._loop)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        mask = sum(1 << kind for kind in (Quartz.kCGEventKeyDown, Quartz.kCGEventKeyUp, Quartz.kCGEventFlagsChanged))
        try:
            tap = Quartz.CGEventTapCreate(
                Quartz.kCGSessionEventTap,
                Quartz.kCGHeadInsertEventTap,
                Quartz.kCGEventTapOptionListenOnly,
                mask,
                self._hear,
                None,
            )
            if tap is not None:
                source = CoreFoundation.CFMachPortCreateRunLoopSource(None, tap, 0)
                self._loop = CoreFoundation.CFRunLoopGetCurrent()
                CoreFoundation.CFRunLoopAddSource(self._loop, source, CoreFoundation.kCFRunLoopCommonModes)
                Quartz.CGEventTapEnable(tap, True)
                self._tap = tap
        finally:
            self._ready.set()
        if self._tap is not None:
            CoreFoundation.CFRunLoopRun()

    def _hear(self, _proxy: Any, kind: int, event: Any, _info: Any) -> Any:
        known = _KINDS.get(kind)
        if known is TapKind.DISABLED:
            self._tell(TapEvent(known, 0, 0, time.monotonic()))
        elif known:
            field = Quartz.CGEventGetIntegerValueField
            self._tell(
                TapEvent(
                    known,
                    int(field(event, Quartz.kCGKeyboardEventKeycode)),
                    int(Quartz.CGEventGetFlags(event)),
                    time.monotonic(),
                    bool(field(event, Quartz.kCGKeyboardEventAutorepeat)),
                    field(event, Quartz.kCGEventSourceUserData) == OURS,
                )
            )
        return event
