"""The settings' page on what is kept, and for how long. Imports the fields, `option_editor`, and `app.settings`."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QPushButton

from app.settings import LONGEST_KEEP_DAYS, Settings

from .fields import Field
from .option_editor import Switch, WholeNumber
from .page import Page

TEXTS = (
    "Texts are in a file of your own on this computer, not encrypted. Older ones are deleted by themselves; fewer days "
    "delete at once what is older than that."
)
RECORD = (
    "What you say is written to a file of your own while you say it, not encrypted, so that no crash loses it. It is "
    "deleted when the text is safe; what could not be transcribed stays in the history, to be transcribed again."
)
NO_RECORD = (
    "What you say is never written to disk. What is being spoken when Holdfast or the computer crashes is lost, and "
    "so is what could not be transcribed."
)
AUDIO = (
    "Recordings of texts that are safe are kept so long, to be transcribed again by another recogniser: 2 MB for each "
    "minute of speech."
)
NO_AUDIO = "Recordings are deleted as soon as their texts are safe."
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
        self._record = Switch("Until the text is safe")
        self._record.show_value(settings.record)
        self._audio = days(settings.keep_audio_days, "no longer than that")
        self._clear = QPushButton("Delete all…", autoDefault=False)
        self.add("keep_texts_days", "Keep te&xts", Field(self._texts))
        self.add("record", "&Record speech", Field(self._record))
        self.add("keep_audio_days", "Keep recor&dings", Field(self._audio))
        self.add("clear", "Histor&y", Field(self._clear, CLEAR))
        self.column.addStretch(1)
        self._texts.valueChanged.connect(self._explain)
        self._audio.valueChanged.connect(self._explain)
        self._record.toggled.connect(self._explain)
        self._clear.clicked.connect(self._ask)
        self._explain()

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(
            settings,
            keep_texts_days=self._texts.value,
            record=self._record.value,
            keep_audio_days=self._audio.value,
        )

    def show_cleared(self, sentence: str) -> None:
        """What came of deleting everything."""
        self.fields["clear"].show_note(sentence)
        self._clear.setEnabled(True)

    def _explain(self) -> None:
        self.fields["keep_texts_days"].show_note(TEXTS if self._texts.value else NO_TEXTS)
        self.fields["record"].show_note(RECORD if self._record.value else NO_RECORD)
        self.fields["keep_audio_days"].show_note(AUDIO if self._audio.value else NO_AUDIO)
        self._audio.setEnabled(self._record.value)

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
    box.valueChanged.connect(lambda number: box.setSuffix(" day" if number == 1 else " days"))
    box.setSuffix(" day" if chosen == 1 else " days")
    box.setSpecialValueText(none[0].upper() + none[1:])
    box.show_value(chosen)
    return box
