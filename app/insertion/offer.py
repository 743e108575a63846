"""What Holdfast puts on a clipboard: the offer that notes its readers, and plain content. Imports `snapshot`."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, QMetaType, QMimeData

from .snapshot import Snapshot

TEXT_FORMATS = ("text/plain;charset=utf-8", "text/plain")
"""Qt derives UTF8_STRING, STRING, TEXT and COMPOUND_TEXT from `text/plain`; the other is asked for by name."""
NOT_FOR_HISTORY = "x-kde-passwordManagerHint"
"""With the value `secret`: Klipper, CopyQ and others do not record it.
https://github.com/hluk/CopyQ/blob/master/docs/security.rst"""


class Offer(QMimeData):
    """A text in transit. `read` is called on every read of the text itself, before the reader gets it.

    Qt keeps no copy: on X11 each conversion that another program asks for calls `retrieveData` once (measured with
    Qt 6.11). Belongs to one clipboard mode only, since Qt deletes what it holds mode by mode.
    """

    def __init__(self, text: str, read: Callable[[], None]) -> None:
        super().__init__()
        self._bytes = QByteArray(text.encode("utf-8", "replace"))
        self._read = read

    def formats(self) -> list[str]:
        """The formats on offer."""
        return [*TEXT_FORMATS, NOT_FOR_HISTORY]

    def hasFormat(self, mimetype: str) -> bool:  # noqa: N802 - Qt's name
        """Whether this format is on offer."""
        return mimetype in (*TEXT_FORMATS, NOT_FOR_HISTORY)

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:  # noqa: ARG002, N802, N803
        """The bytes of one format; None if it is not on offer."""
        if mimetype in TEXT_FORMATS:
            self._read()
            return self._bytes
        return QByteArray(b"secret") if mimetype == NOT_FOR_HISTORY else None


def plain_text(text: str) -> QMimeData:
    """A text for the user to keep: no mark, any history may record it."""
    mime = QMimeData()
    mime.setText(text)
    return mime


class Content(QMimeData):
    """A clipboard's earlier content, byte for byte. (`setData` would parse a list of addresses, and write it anew.)"""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._data = {name: QByteArray(data) for name, data in snapshot.formats}

    def formats(self) -> list[str]:
        """The formats on offer."""
        return list(self._data)

    def hasFormat(self, mimetype: str) -> bool:  # noqa: N802 - Qt's name
        """Whether this format is on offer."""
        return mimetype in self._data

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:  # noqa: ARG002, N802, N803
        """The bytes of one format; None if it is not on offer."""
        return self._data.get(mimetype)
