"""Where an API key is typed, kept, tested and removed. Imports `status`, labels.

A key that was kept leaves the field at once, and never comes back into it.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from .status import KeyState
from .wrapped_label import WrappedLabel

SAVE = "&Save key"
SAVE_FOR_SESSION = "&Use for this session"
LOOKING = KeyState("Looking for a key…")


class _KeyLine(QLineEdit):
    """Return keeps the key that stands here; it is not an OK for the whole form."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text():
            event.accept()


class KeyField(QWidget):
    """One provider's key. What went wrong, or well, its owner shows beside it."""

    saved = Signal(str, bool)
    """The key, and whether for this session only; answer with `show_state`."""
    tested = Signal(str)
    """The key that stands in the field; empty: the one that is kept."""
    deleted = Signal()
    page_requested = Signal()
    """Where does one get a key?"""

    def __init__(self, provider: str, page: str) -> None:
        """`provider` is its name, `page` the address of the page on which it gives out keys."""
        super().__init__()
        self._state = LOOKING
        self._busy = False
        self._line = _KeyLine(echoMode=QLineEdit.EchoMode.Password)
        self._line.setAccessibleName(f"API key for {provider}")
        self._line.setPlaceholderText("Paste a key here")
        self.setFocusProxy(self._line)
        self._save = QPushButton(SAVE, autoDefault=False)
        self._test = QPushButton("&Test", autoDefault=False)
        self._test.setToolTip("Open a real connection with the key, without sending any speech.")
        self._delete = QPushButton("&Delete", autoDefault=False)
        self._link = QLabel(f'<a href="{page}">Get a key</a>')
        self._link.setToolTip(page)
        self._link.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._where = WrappedLabel()
        self._where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        buttons = QHBoxLayout()
        for each in (self._save, self._test, self._delete):
            buttons.addWidget(each)
        buttons.addStretch(1)
        first = QHBoxLayout()
        first.addWidget(self._line, 1)
        first.addWidget(self._link)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(first)
        rows.addLayout(buttons)
        rows.addWidget(self._where)
        self._line.textChanged.connect(self._refresh)
        self._line.returnPressed.connect(self._save_typed)
        self._save.clicked.connect(self._save_typed)
        self._test.clicked.connect(lambda: self.tested.emit(self.typed))
        self._delete.clicked.connect(self.deleted)
        self._link.linkActivated.connect(lambda _: self.page_requested.emit())
        self.show_state(LOOKING)

    @property
    def typed(self) -> str:
        """The key that stands in the field and is not kept yet."""
        return self._line.text().strip()

    @property
    def session_only(self) -> bool:
        """There is nowhere to keep a key."""
        return not self._state.storable

    def show_state(self, state: KeyState) -> None:
        """Say what there is."""
        self._state = state
        self._where.setText(state.sentence)
        self._save.setText(SAVE if state.storable else SAVE_FOR_SESSION)
        self._refresh()

    def show_busy(self, busy: bool) -> None:
        """Something is being done with the key: nothing else can be, meanwhile."""
        self._busy = busy
        self._refresh()

    def clear(self) -> None:
        """The key that stood here is kept."""
        self._line.clear()

    def _save_typed(self) -> None:
        if self._save.isEnabled():
            self.saved.emit(self.typed, self.session_only)

    def _refresh(self) -> None:
        self._line.setReadOnly(self._busy)
        self._save.setEnabled(bool(self.typed) and not self._busy)
        self._test.setEnabled(bool(self.typed or self._state.there) and not self._busy)
        self._delete.setEnabled(self._state.ours and not self._busy)
