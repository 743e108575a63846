"""macOS' own functions for `cocoa.Cocoa`, through pyobjc. Imports `cocoa`.

Each method is one call, or the calls that belong together, and nothing else: to be read beside
https://developer.apple.com/documentation/appkit/nspasteboard, .../appkit/nsworkspace, .../coregraphics/cgevent. pyobjc,
not ctypes: a pasteboard asks an Objective-C object for promised data, and pyobjc is how Python makes one.
"""

import ctypes
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import AppKit
import Foundation
import Quartz

from .cocoa import Application, Item, Stroke

OURS = 0x484F4C44
"""kCGEventSourceUserData of every key that we press: our own hotkey looks away."""
_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"


class CocoaApi:
    """See Cocoa."""

    def __init__(self) -> None:
        # Of the HIToolbox, which pyobjc does not have:
        # https://developer.apple.com/library/archive/technotes/tn2150/_index.html
        self._secure_input = ctypes.CDLL(_CARBON).IsSecureEventInputEnabled
        self._secure_input.restype, self._secure_input.argtypes = ctypes.c_ubyte, ()
        self._provider: Any = None  # the pasteboard keeps no reference of its own

    def front_application(self) -> Application | None:
        found = AppKit.NSWorkspace.sharedWorkspace().frontmostApplication()
        if found is None:
            return None
        return Application(
            int(found.processIdentifier()), str(found.bundleIdentifier() or ""), str(found.localizedName() or "")
        )

    def may_post(self) -> bool:
        return bool(Quartz.CGPreflightPostEventAccess())

    def ask_to_post(self) -> None:
        Quartz.CGRequestPostEventAccess()

    def secure_input(self) -> bool:
        return bool(self._secure_input())

    def modifier_flags(self) -> int:
        return int(Quartz.CGEventSourceFlagsState(Quartz.kCGEventSourceStateHIDSystemState))

    def post(self, strokes: Sequence[Stroke]) -> None:
        source = Quartz.CGEventSourceCreate(Quartz.kCGEventSourceStateHIDSystemState)
        for stroke in strokes:
            event = Quartz.CGEventCreateKeyboardEvent(source, stroke.key, stroke.down)
            Quartz.CGEventSetFlags(event, stroke.flags)  # else it has those of the keys that are down
            Quartz.CGEventSetIntegerValueField(event, Quartz.kCGEventSourceUserData, OURS)
            if stroke.text:
                units = len(stroke.text.encode("utf-16-le", "replace")) // 2
                Quartz.CGEventKeyboardSetUnicodeString(event, units, stroke.text)
            Quartz.CGEventPost(Quartz.kCGHIDEventTap, event)

    def change_count(self) -> int:
        return int(_pasteboard().changeCount())

    def may_read(self) -> bool:
        """Since macOS 15.4. 0: nobody was asked yet; 1: the user is asked; 2: always; 3: never."""
        board = _pasteboard()
        return not board.respondsToSelector_("accessBehavior") or board.accessBehavior() in (0, 2)

    def items(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(str(kind) for kind in item.types()) for item in _pasteboard().pasteboardItems() or ())

    def data(self, item: int, kind: str) -> bytes | None:
        items = _pasteboard().pasteboardItems() or ()
        data = items[item].dataForType_(kind) if item < len(items) else None
        return None if data is None else bytes(data)

    def put(self, items: Sequence[Item]) -> bool:
        return self._write([_item(each) for each in items])

    def promise(self, kind: str, give: Callable[[], bytes], beside: Item) -> bool:
        self._provider = _provider_class().alloc().init()
        self._provider.give = give
        item = _item(beside)
        item.setDataProvider_forTypes_(self._provider, [kind])
        return self._write([item])

    def _write(self, items: list[Any]) -> bool:
        board = _pasteboard()
        board.clearContents()
        return not items or bool(board.writeObjects_(items))


def _pasteboard() -> Any:
    return AppKit.NSPasteboard.generalPasteboard()


def _item(content: Item) -> Any:
    item = AppKit.NSPasteboardItem.alloc().init()
    for kind, data in content.items():
        item.setData_forType_(Foundation.NSData.dataWithBytes_length_(data, len(data)), kind)
    return item


@cache
def _provider_class() -> Any:
    """The class of the object that gives promised data; the name of an Objective-C class can be taken only once.
    https://developer.apple.com/documentation/appkit/nspasteboarditemdataprovider"""

    class HoldfastPromise(Foundation.NSObject):  # type: ignore[misc]
        def pasteboard_item_provideDataForType_(self, board: Any, item: Any, kind: str) -> None:  # noqa: ARG002, N802
            data = self.give()
            item.setData_forType_(Foundation.NSData.dataWithBytes_length_(data, len(data)), kind)

        def pasteboardFinishedWithDataProvider_(self, board: Any) -> None:  # noqa: N802
            """It was replaced. Nothing to do."""

    return HoldfastPromise
