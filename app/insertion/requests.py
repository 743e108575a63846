"""Who asks for our selections, as the X server tells it. Imports nothing of ours.

Qt tells a QMimeData that it is read, not by whom. The SelectionRequest that makes Qt read passes Qt's native event
filters first, and names the window that asks: so a read can be told to be the target's own, and not a clipboard
manager's that happens to fall behind the chord.
"""

import ctypes
import struct
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter

_SELECTION_REQUEST = 30
_FIELDS = struct.Struct("=B3x4IIII")
"""xcb_selection_request_event_t: type, padding and sequence, then time, owner, requestor, selection, target, property.
https://xcb.freedesktop.org/manual/structxcb__selection__request__event__t.html"""


class RequestWatch(QAbstractNativeEventFilter):
    """Notes the request that Qt is answering. Install it with `QCoreApplication.installNativeEventFilter`."""

    def __init__(self, asked: Callable[[], None]) -> None:
        super().__init__()
        self._asked = asked
        self.requestor: int | None = None
        """The window whose request is being answered; None when the last event was another one."""

    def nativeEventFilter(self, kind: object, message: object) -> tuple[bool, int]:  # noqa: ARG002, N802
        """Look at one event; never keeps it from Qt."""
        event = ctypes.string_at(int(message), _FIELDS.size)  # type: ignore[call-overload]
        code, _, _, requestor, *_ = _FIELDS.unpack(event)
        self.requestor = requestor if code & 0x7F == _SELECTION_REQUEST else None
        if self.requestor is not None:
            self._asked()
        return False, 0
