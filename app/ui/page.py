"""A page of the settings: a form that scrolls when it is higher than the window. Imports `fields`."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from .fields import Field

LABEL_CHARACTERS = 18
"""How wide the titles are, on every page alike; longer ones are wrapped."""
BASELINE = 4
"""Pixels from the top of a line edit to its text: a title begins as high as what stands beside it."""


def put_row(form: QFormLayout, row: int, title: str, field: Field) -> None:
    """A field beside its title, which may name a key with "&"."""
    label = QLabel(title and f"{title}:", wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
    width = label.fontMetrics().averageCharWidth() * LABEL_CHARACTERS
    label.setFixedWidth(width)
    label.setContentsMargins(0, BASELINE, 0, 0)
    label.setMinimumHeight(max(0, label.heightForWidth(width)))  # of no title: -1
    label.setBuddy(field)
    form.insertRow(row, label, field)
    named = field.focusProxy()
    if not named.accessibleName():
        named.setAccessibleName(title.replace("&", ""))


class Page(QScrollArea):
    """One tab. `fields`, by the name of what they set, is filled by whoever inherits."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fields: dict[str, Field] = {}
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setVerticalSpacing(14)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.addLayout(self.form)
        self.setWidget(inner)
        self.setMinimumHeight(self.fontMetrics().height() * 8)
        inner.installEventFilter(self)

    def add(self, name: str, title: str, field: Field) -> None:
        """Put a field at the end of the form."""
        self.fields[name] = field
        put_row(self.form, self.form.rowCount(), title, field)

    def field(self, name: str) -> Field | None:
        """The field that sets `name`, if it is on this page."""
        return self.fields.get(name)

    def clear_errors(self) -> None:
        """A new try begins."""
        for each in self.fields.values():
            each.show_error("")

    def reveal(self, field: Field) -> None:
        """Give it the focus and bring it into sight."""
        field.setFocus()
        self.ensureWidgetVisible(field)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            # A form layout goes on with the heights it knew when a row's text gets another line (Qt 6.11).
            self.form.invalidate()
            # Never narrower than its widest field, so that it scrolls up and down only.
            self.setMinimumWidth(self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width())
        return super().eventFilter(watched, event)
