"""Choosing the hotkey by pressing it. Imports Qt only.

The key itself is seen by the hotkey backend, which knows keys that Qt never hears of; here it is only shown. While
a key is awaited, the same press also reaches this window as ordinary input, where it must do nothing: not press a
button, not leave the field, not close the dialog.
"""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QWidget

ESC = "Esc"


class HotkeyField(QWidget):
    """The key's name with Change…; while a key is awaited, an invitation with a button to keep the old one.

    `awaiting`: the invitation. `removable`: there may be no key. `takes_esc`: Esc is a key like any other; else it
    means that none is chosen.
    """

    capture_started = Signal()
    """From now on every pressed key is to be reported through `show_captured`."""
    capture_ended = Signal()
    """No more keys are wanted. Follows each `capture_started` exactly once."""
    changed = Signal()
    """There is another key, or none any more."""
    desktop_requested = Signal()
    """The key is to be chosen where the desktop keeps it."""

    def __init__(
        self, awaiting: str, *, removable: bool = False, takes_esc: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = ""
        self._usual = ""
        self._capturing = False
        self._takes_esc = takes_esc
        self._removable = removable
        self._awaiting = _KeySink(awaiting, takes_esc)
        self._name = QLabel()
        self._change = QPushButton("Change…", autoDefault=False)
        self._change.setAccessibleName("Change the key")
        self._remove = QPushButton("Remove", autoDefault=False)
        self._remove.setAccessibleName("Have no key for this")
        self._keep = QPushButton(autoDefault=False, focusPolicy=Qt.FocusPolicy.NoFocus)
        self._keep.setToolTip("Stop choosing and keep the key as it was" + ("" if takes_esc else " (Esc)"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(_side_by_side(self._name, self._remove, self._change))
        self._stack.addWidget(_side_by_side(self._awaiting, self._keep))
        self.setFocusProxy(self._change)
        self._change.clicked.connect(self.start_capture)
        self._remove.clicked.connect(self._removed)
        self._keep.clicked.connect(self.end_capture)
        self._awaiting.gave_up.connect(self.end_capture)
        self._awaiting.settled.connect(self._settle)
        self.show_key("")

    @property
    def key(self) -> str:
        """The name of the chosen key; empty: none was chosen."""
        return self._key

    @property
    def shown(self) -> str:
        """The name of the key that there is."""
        return self._key or self._usual

    @property
    def capturing(self) -> bool:
        """Whether a key is awaited."""
        return self._capturing

    def wants(self, name: str) -> bool:
        """Whether this key may be chosen here."""
        return self._takes_esc or name != ESC

    def show_key(self, name: str) -> None:
        """This is the key."""
        self._key = name
        self._name.setText(self.shown or "None")
        self._change.setAccessibleDescription(f"Now {self.shown}" if self.shown else "There is no key now")
        self._remove.setVisible(self._removable and bool(name))

    def show_usual(self, name: str) -> None:
        """The key that there is while none is chosen."""
        self._usual = name
        self.show_key(self._key)

    def show_desktop_key(self, name: str) -> None:
        """The desktop says what the key is; whoever wants another one asks it."""
        self._name.setText(name or "None")
        self._remove.hide()
        self._change.setText("Change in the desktop…")
        self._change.clicked.disconnect()
        self._change.clicked.connect(self.desktop_requested)

    def show_captured(self, name: str) -> None:
        """The backend saw this key go down: it is chosen. Ignored when no key is awaited."""
        if not self._capturing:
            return
        self.show_key(name)
        self._awaiting.show_key(name)
        self._capturing = False
        self._keep.hide()
        self.capture_ended.emit()
        self.changed.emit()

    def start_capture(self) -> None:
        """Await a key."""
        self._capturing = True
        self._keep.setText(f"Keep {self.shown}" if self.shown else "Keep none")
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

    def _removed(self) -> None:
        self.show_key("")
        self._change.setFocus()
        self.changed.emit()

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

    def __init__(self, awaiting: str, takes_esc: bool) -> None:
        super().__init__(awaiting)
        self._invitation = awaiting
        self._takes_esc = takes_esc
        self._found = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wait_for_key(self) -> None:
        self._found = False
        self.setText(self._invitation)
        self.setAccessibleName(self._invitation)
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
        elif event.key() == Qt.Key.Key_Escape and not self._takes_esc:
            self.gave_up.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        (self.settled if self._found else self.gave_up).emit()


def _side_by_side(first: QWidget, *others: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(first, 1)
    for each in others:
        row.addWidget(each)
    return made
