"""Choosing the hotkey by pressing it. Imports Qt only.

The key itself is seen by the hotkey backend, which knows keys that Qt never hears of; here it is only shown. While
a key is awaited, the same press also reaches this window as ordinary input, where it must do nothing: not press a
button, not leave the field, not close the dialog.
"""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QWidget

AWAITING = "Press the key you want to hold…"


class HotkeyField(QWidget):
    """The key's name with Change…; while a key is awaited, an invitation with a button to keep the old one."""

    capture_started = Signal()
    """From now on every pressed key is to be reported through `show_captured`."""
    capture_ended = Signal()
    """No more keys are wanted. Follows each `capture_started` exactly once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._capturing = False
        self._awaiting = _KeySink()
        self._name = QLabel()
        self._change = QPushButton("Change…", autoDefault=False)
        self._change.setAccessibleName("Change the key")
        self._keep = QPushButton(autoDefault=False, focusPolicy=Qt.FocusPolicy.NoFocus)
        self._keep.setToolTip("Stop choosing and keep the key as it was (Esc)")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(_side_by_side(self._name, self._change))
        self._stack.addWidget(_side_by_side(self._awaiting, self._keep))
        self.setFocusProxy(self._change)
        self._change.clicked.connect(self.start_capture)
        self._keep.clicked.connect(self.end_capture)
        self._awaiting.gave_up.connect(self.end_capture)
        self._awaiting.settled.connect(self._settle)

    @property
    def key(self) -> str:
        """The name of the chosen key."""
        return self._key

    @property
    def capturing(self) -> bool:
        """Whether a key is awaited."""
        return self._capturing

    def show_key(self, name: str) -> None:
        """This is the key."""
        self._key = name
        self._name.setText(name or "None")
        self._change.setAccessibleDescription(f"Now {name}" if name else "There is no key now")

    def show_captured(self, name: str) -> None:
        """The backend saw this key go down: it is chosen. Ignored when no key is awaited."""
        if not self._capturing:
            return
        self.show_key(name)
        self._awaiting.show_key(name)
        self._capturing = False
        self._keep.hide()
        self.capture_ended.emit()

    def start_capture(self) -> None:
        """Await a key."""
        self._capturing = True
        self._keep.setText(f"Keep {self._key}" if self._key else "Keep none")
        self._keep.show()
        self._stack.setCurrentIndex(1)
        self._awaiting.wait_for_key()
        self.capture_started.emit()

    def end_capture(self) -> None:
        """Await no key any more, and keep the one there was."""
        if self._capturing:
            self._capturing = False
            self.capture_ended.emit()
        self._settle()

    def _settle(self) -> None:
        if self._stack.currentIndex() == 1 and not self._capturing:
            had_focus = self._awaiting.hasFocus()
            self._stack.setCurrentIndex(0)
            if had_focus:
                self._change.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.end_capture()
        super().hideEvent(event)


class _KeySink(QLabel):
    """Has the focus while a key is awaited and swallows what is typed, up to the release of the chosen key."""

    gave_up = Signal()
    settled = Signal()

    def __init__(self) -> None:
        super().__init__(AWAITING)
        self._found = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wait_for_key(self) -> None:
        self._found = False
        self.setText(AWAITING)
        self.setAccessibleName(AWAITING)
        self.setFocus()

    def show_key(self, name: str) -> None:
        self._found = True
        self.setText(name)
        if not self.hasFocus():
            self.settled.emit()

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.ShortcutOverride | QEvent.Type.KeyPress:
                event.accept()
                return True
            case QEvent.Type.KeyRelease:
                self._released(event)
                event.accept()
                return True
        return super().event(event)

    def _released(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            return
        if self._found:
            # Only now: a key that repeats would press the button that gets the focus back.
            self.settled.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.gave_up.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        (self.settled if self._found else self.gave_up).emit()


def _side_by_side(first: QWidget, second: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(first, 1)
    row.addWidget(second)
    return made
