"""Stand-ins for the modules of pyobjc, with no more in them than is used. Taps and pasteboards record what they do."""

import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

KEY_DOWN, KEY_UP, FLAGS_CHANGED, BY_TIMEOUT, BY_USER = 10, 11, 12, 0xFFFFFFFE, 0xFFFFFFFF
KEYCODE, AUTOREPEAT, USER_DATA = 9, 8, 42


class FakeObject:
    """NSObject."""

    @classmethod
    def alloc(cls) -> Any:
        return cls()

    def init(self) -> Any:
        return self


class FakeItem(FakeObject):
    """NSPasteboardItem."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self.promised: dict[str, Any] = {}

    def setData_forType_(self, data: bytes, kind: str) -> None:  # noqa: N802
        self.content[kind] = data

    def setDataProvider_forTypes_(self, provider: Any, kinds: list[str]) -> None:  # noqa: N802
        self.promised |= dict.fromkeys(kinds, provider)

    def types(self) -> list[str]:
        return [*self.content, *self.promised]

    def dataForType_(self, kind: str) -> bytes | None:  # noqa: N802
        if provider := self.promised.pop(kind, None):
            provider.pasteboard_item_provideDataForType_(None, self, kind)
        return self.content.get(kind)


class FakePasteboard:
    """NSPasteboard. `behaviour` None: a macOS that has no such property yet."""

    def __init__(self) -> None:
        self.count = 0
        self.written: list[FakeItem] | None = []
        self.behaviour: int | None = None

    def changeCount(self) -> int:  # noqa: N802
        return self.count

    def clearContents(self) -> int:  # noqa: N802
        self.written = []
        self.count += 1
        return self.count

    def writeObjects_(self, items: list[FakeItem]) -> bool:  # noqa: N802
        self.written = items
        return True

    def pasteboardItems(self) -> list[FakeItem] | None:  # noqa: N802
        return self.written

    def respondsToSelector_(self, name: str) -> bool:  # noqa: N802
        return name == "accessBehavior" and self.behaviour is not None

    def accessBehavior(self) -> int | None:  # noqa: N802
        return self.behaviour


class FakeLoop:
    """A run loop: runs until it is stopped, or its only source is gone."""

    def __init__(self) -> None:
        self.ended = threading.Event()


class FakePyobjc:
    """AppKit, Foundation, Quartz and CoreFoundation; installed for one test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.board = FakePasteboard()
        self.loop = FakeLoop()
        self.posted: list[tuple[int, dict[str, Any]]] = []
        self.enabled: list[bool] = []
        self.tap: Any = "a tap"
        self.hear: Callable[..., Any] | None = None
        self.mask = 0
        self.answers: dict[str, Any] = {}
        """What functions without effect give, by name."""
        modules = {name: ModuleType(name) for name in ("AppKit", "Foundation", "Quartz", "CoreFoundation")}
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        vars(modules["AppKit"]).update(
            NSPasteboard=_Named(generalPasteboard=lambda: self.board),
            NSPasteboardItem=FakeItem,
            NSWorkspace=_Named(sharedWorkspace=lambda: _Named(frontmostApplication=self._answer("front"))),
        )
        vars(modules["Foundation"]).update(
            NSObject=FakeObject, NSData=_Named(dataWithBytes_length_=lambda data, length: data[:length])
        )
        vars(modules["Quartz"]).update(self._quartz())
        vars(modules["CoreFoundation"]).update(
            CFMachPortCreateRunLoopSource=lambda *_: "a source",
            CFRunLoopGetCurrent=lambda: self.loop,
            CFRunLoopAddSource=lambda *_: None,
            kCFRunLoopCommonModes="common",
            CFRunLoopRun=lambda: self.loop.ended.wait(30),
            CFMachPortInvalidate=lambda _: None,
            CFRunLoopStop=lambda loop: loop.ended.set(),
        )

    def _answer(self, name: str) -> Callable[..., Any]:
        return lambda *_: self.answers.get(name)

    def _quartz(self) -> dict[str, Any]:
        def create(*arguments: Any) -> Any:
            *_, self.mask, self.hear, _info = arguments
            return self.tap

        return {
            "kCGEventKeyDown": KEY_DOWN,
            "kCGEventKeyUp": KEY_UP,
            "kCGEventFlagsChanged": FLAGS_CHANGED,
            "kCGEventTapDisabledByTimeout": BY_TIMEOUT,
            "kCGEventTapDisabledByUserInput": BY_USER,
            "kCGKeyboardEventKeycode": KEYCODE,
            "kCGKeyboardEventAutorepeat": AUTOREPEAT,
            "kCGEventSourceUserData": USER_DATA,
            "kCGSessionEventTap": 1,
            "kCGHeadInsertEventTap": 0,
            "kCGEventTapOptionListenOnly": 1,
            "kCGHIDEventTap": 0,
            "kCGEventSourceStateHIDSystemState": 1,
            "CGEventTapCreate": create,
            "CGEventTapEnable": lambda _, on: self.enabled.append(on),
            "CGEventTapIsEnabled": lambda _: bool(self.enabled and self.enabled[-1]),
            "CGEventGetIntegerValueField": lambda event, field: event.get(field, 0),
            "CGEventGetFlags": lambda event: event.get("flags", 0),
            "CGEventSourceCreate": lambda _: "a source",
            "CGEventCreateKeyboardEvent": lambda _, key, down: {"key": key, "down": down},
            "CGEventSetFlags": lambda event, flags: event.update(flags=flags),
            "CGEventSetIntegerValueField": lambda event, field, value: event.update({field: value}),
            "CGEventKeyboardSetUnicodeString": lambda event, length, text: event.update(length=length, text=text),
            "CGEventPost": lambda where, event: self.posted.append((where, event)),
            "CGPreflightPostEventAccess": self._answer("may post"),
            "CGRequestPostEventAccess": lambda: self.answers.update({"asked to post": True}),
            "CGPreflightListenEventAccess": self._answer("may listen"),
            "CGEventSourceFlagsState": lambda _: self.answers.get("flags", 0),
            "CGEventSourceKeyState": lambda _, code: code == self.answers.get("down"),
        }


class _Named:
    def __init__(self, **content: Any) -> None:
        vars(self).update(content)
