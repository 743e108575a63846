"""The settings' page on what is kept, and for how long. Imports the fields, `option_editor`, and `app.settings`."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.settings import LONGEST_KEEP_DAYS, Settings

from .fields import Field
from .option_editor import WholeNumber
from .page import Page

TEXTS = (
    "Texts are in a file of your own on this computer, not encrypted. Older ones are deleted by themselves; fewer days "
    "delete at once what is older than that."
)
NO_TEXTS = (
    "Nothing is written to disk: texts are listed until Holdfast ends. With OK, all earlier ones are deleted from the "
    "disk."
)
CLEAR = "Deletes every text and its recording now, whatever OK or Cancel do. Backups that you made are not touched."
QUESTION = "Delete every text in the history, and every recording that belongs to one? They cannot be brought back."


class HistoryPage(Page):
    """What stays of a dictation."""

    clear_requested = Signal()
    """The user wants everything deleted, and has been asked; answer with `show_cleared`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._texts = days(settings.keep_texts_days, "not on disk")
        self._clear = QPushButton("Delete all…", autoDefault=False)
        self.add("keep_texts_days", "Keep te&xts", Field(self._texts))
        self.add("clear", "Histor&y", Field(self._clear, CLEAR))
        self.column.addStretch(1)
        self._texts.valueChanged.connect(self._explain)
        self._clear.clicked.connect(self._ask)
        self._explain()

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(settings, keep_texts_days=self._texts.value)

    def show_cleared(self, sentence: str) -> None:
        """What came of deleting everything."""
        self.fields["clear"].show_note(sentence)
        self._clear.setEnabled(True)

    def _explain(self) -> None:
        self.fields["keep_texts_days"].show_note(TEXTS if self._texts.value else NO_TEXTS)

    def _ask(self) -> None:
        box = QMessageBox(QMessageBox.Icon.Question, "Delete the history?", QUESTION, parent=self)
        delete = box.addButton("Delete all", QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        cancel.setIcon(QIcon())
        box.setDefaultButton(cancel)
        box.finished.connect(box.deleteLater)
        delete.clicked.connect(self._confirmed)
        # Not exec(): a nested event loop would let a dictation's events in where nobody expects them.
        box.open()

    def _confirmed(self) -> None:
        self._clear.setEnabled(False)
        self.fields["clear"].show_note("Deleting…")
        self.clear_requested.emit()


def days(chosen: int, none: str) -> WholeNumber:
    """A number of days. `none` is what 0 means."""
    box = WholeNumber(0, LONGEST_KEEP_DAYS)
    box.setSingleStep(1)
    box.setSuffix(" days")
    box.setSpecialValueText(none[0].upper() + none[1:])
    box.show_value(chosen)
    return box
