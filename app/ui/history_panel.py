"""The history in the window: its name, the search, the list, and what can be done with an entry. Imports the view,
`history_item`, `status` and labels.

Everything it wants is a signal, everything it knows was told to it.
"""

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QMenu, QMessageBox, QVBoxLayout, QWidget

from . import icons
from .history_item import HistoryItem
from .history_view import HistoryView
from .status import Choice
from .theme import colours_for
from .wrapped_label import WrappedLabel

TYPING_MS = 200
"""A search begins when nothing was typed for so long."""


class HistoryPanel(QWidget):
    """Shows values, emits intents. Items are named by their `id`."""

    copy_requested = Signal(str)
    """The text to put on the clipboard; answer with `confirm_copy` once it is there."""
    retry_requested = Signal(str, str)
    """Item and provider."""
    cancel_requested = Signal(str)
    """The item whose recording is not to be transcribed any further."""
    save_requested = Signal(str, str)
    """Item, and the file to write its recording to."""
    delete_requested = Signal(str)
    search_requested = Signal(str)
    """What to look for, empty for everything; answer with `show_items`."""
    earlier_requested = Signal()
    """Answer with `show_items`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._providers: tuple[Choice, ...] = ()
        self._keeping = ""
        self._view = HistoryView()
        self._search = QLineEdit(placeholderText="Search", clearButtonEnabled=True)
        self._search.setAccessibleName("Search the history")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._glyph = icons.Glyph("warning")
        self._warning = WrappedLabel()
        self._lay_out()
        self._typing.timeout.connect(self._look)
        self._search.textChanged.connect(lambda: self._typing.start())
        self._search.returnPressed.connect(self._look)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._view.copy_requested.connect(self.copy_requested)
        self._view.cancel_requested.connect(self.cancel_requested)
        self._view.earlier_requested.connect(self.earlier_requested)
        self._view.retry_menu_requested.connect(self._offer_providers)
        self._view.menu_requested.connect(self._offer)
        self.show_keeping("")
        self.show_warning("")
        self.show_items((), 0)

    # ------------------------------------------------------------------------------------------- shown values

    def show_items(self, items: tuple[HistoryItem, ...], earlier: int) -> None:
        """Show these, newest first, and that there are so many `earlier` ones."""
        sought = self._search.text().strip()
        self._view.show_empty(f"No text has “{sought}” in it." if sought else self._keeping)
        self._view.show_items(items, earlier)
        self._search.setVisible(bool(items or self._search.text()))

    def show_keeping(self, sentence: str) -> None:
        """For how long texts are kept: it stands where they will be, while there are none."""
        self._keeping = f"Nothing dictated yet. {sentence}".strip()
        if not self._search.text().strip():
            self._view.show_empty(self._keeping)

    def show_warning(self, sentence: str) -> None:
        """Why texts are not kept as they should be; empty: they are."""
        self._warning.setText(sentence)
        self._warning.setVisible(bool(sentence))
        self._glyph.setVisible(bool(sentence))
        self._glyph.show_drawing("warning", colours_for(self.palette()).warning)

    def show_providers(self, choices: tuple[Choice, ...]) -> None:
        """Who can transcribe a recording again."""
        self._providers = choices

    def confirm_copy(self) -> None:
        """The text of the last `copy_requested` is on the clipboard."""
        self._view.confirm_copy()

    # ------------------------------------------------------------------------------------------- how it is made

    def _lay_out(self) -> None:
        heading = QLabel("History")
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self._search.setMaximumWidth(self.fontMetrics().averageCharWidth() * 30)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self._search, 1)
        trouble = QHBoxLayout()
        trouble.addWidget(self._glyph)
        trouble.addWidget(self._warning, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(top)
        rows.addLayout(trouble)
        rows.addWidget(self._view, 1)
        self._view.setMinimumHeight(self.fontMetrics().height() * 4)

    def _look(self) -> None:
        self._typing.stop()
        self.search_requested.emit(self._search.text())

    # ------------------------------------------------------------------------------------------- menus

    def _item(self, identity: str) -> HistoryItem | None:
        return next((each for each in self._view.items if each.id == identity), None)

    def _offer_providers(self, identity: str, where: QPoint) -> None:
        menu = self._menu()
        self._add_providers(menu, identity)
        menu.popup(where)

    def _offer(self, identity: str, where: QPoint) -> None:
        item = self._item(identity)
        if item is None:
            return
        menu = self._menu()
        for each in reversed(item.earlier):
            text = each.text
            menu.addAction(f"Copy the earlier text ({each.about})").triggered.connect(
                lambda _=False, text=text: self.copy_requested.emit(text)
            )
        if item.recorded:
            again = menu.addMenu("&Transcribe again with")
            again.setEnabled(item.progress is None)
            self._add_providers(again, identity)
            menu.addAction("&Save the recording…").triggered.connect(lambda: self._ask_where(item))
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction("&Delete…").triggered.connect(lambda: self._ask_whether(item))
        menu.popup(where)

    def _add_providers(self, menu: QMenu, identity: str) -> None:
        for choice in self._providers:
            chosen = menu.addAction(choice.name.replace("&", "&&"))
            chosen.triggered.connect(lambda _=False, provider=choice.id: self.retry_requested.emit(identity, provider))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # ------------------------------------------------------------------------------------------- questions

    def _ask_where(self, item: HistoryItem) -> None:
        dialog = QFileDialog(self, "Save the recording", f"dictation-{item.time:%Y-%m-%d-%H%M%S}.wav")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Recordings (*.wav)")
        dialog.setDefaultSuffix("wav")
        dialog.selectFile(f"dictation-{item.time:%Y-%m-%d-%H%M%S}.wav")
        dialog.finished.connect(dialog.deleteLater)
        dialog.fileSelected.connect(lambda path: self.save_requested.emit(item.id, path))
        # Not exec(): a nested event loop would let a dictation's events in where nobody expects them.
        dialog.open()

    def _ask_whether(self, item: HistoryItem) -> None:
        what = "this text and its recording" if item.text and item.recorded else "this text"
        what = "this recording, of which there is no text yet" if item.recorded and not item.text else what
        what = what if item.text or item.recorded else "this entry"
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Delete from the history?",
            f"Delete {what}? It cannot be brought back.",
            parent=self,
        )
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())
        box.setDefaultButton(cancel)
        box.finished.connect(box.deleteLater)
        delete.clicked.connect(lambda: self.delete_requested.emit(item.id))
        box.open()

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self.show_warning(self._warning.text())
