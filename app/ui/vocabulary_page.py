"""The settings' third page: words and names that the recogniser should know. Imports the fields and `app.settings`."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPlainTextEdit

from app.settings import Settings

from .fields import Field
from .page import Page
from .wrapped_label import WrappedLabel

ABOUT = "Names, products, terms of your trade: one on each line. Each recogniser takes as many as it can."
NAMED = 20
"""So many terms are named one by one."""


class VocabularyPage(Page):
    """One list for all providers."""

    changed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._text = QPlainTextEdit("\n".join(settings.vocabulary), tabChangesFocus=True)
        self._text.setAccessibleName("Words and names")
        self._text.setMinimumHeight(self.fontMetrics().height() * 5)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        field = Field(self._text)
        self.fields["vocabulary"] = field
        title = QLabel("&Words and names:")
        title.setBuddy(field)
        self.column.addWidget(title)
        self.column.addWidget(WrappedLabel(ABOUT))
        self.column.addWidget(field, 1)
        self._text.textChanged.connect(self.changed)

    @property
    def terms(self) -> tuple[str, ...]:
        """What stands there, without blanks around and between terms, each once."""
        lines = (" ".join(line.split()) for line in self._text.toPlainText().splitlines())
        return tuple(dict.fromkeys(filter(None, lines)))

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(settings, vocabulary=self.terms)

    def show_left_out(self, provider: str, left_out: tuple[str, ...]) -> None:
        """Say which terms the chosen provider (its name) will not be given."""
        field = self.fields["vocabulary"]
        if not left_out:
            field.show_note("")
        elif len(left_out) == len(self.terms):
            field.show_note(f"{provider} takes no vocabulary. The list is kept for the others.")
        else:
            named = ", ".join(left_out[:NAMED]) + (f" and {len(left_out) - NAMED} more" if left_out[NAMED:] else "")
            field.show_note(f"{provider} cannot take them all. Left out: {named}.")
