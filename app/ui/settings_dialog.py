"""The settings as a form. Imports the fields, `status`, and `app.settings` for the frozen values it takes and gives.

Nothing changes until OK: a wrong key or microphone must not take effect halfway. OK emits `submitted`; who saves
answers with `accept()`, or with `show_error` beside the field, and then the form stays. The window is not modal:
dictation works on.
"""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.settings import Delivery, Mode, Settings, Theme

from . import icons
from .choice_box import ChoiceBox
from .fields import Field
from .hotkey_field import HotkeyField
from .level_meter import LevelMeter
from .status import Choice, Level

SYSTEM_MICROPHONE = Choice("", "System default")
"""Stands for None, the microphone that the system has chosen."""
MODES = (
    Choice(Mode.HOLD.value, "Hold while speaking"),
    Choice(
        Mode.TAP_TO_LOCK.value,
        "Hold, or tap for hands-free",
        "A short tap starts listening, the next tap ends it. Holding works as before.",
    ),
)
DELIVERIES = (
    Choice(Delivery.INSERT.value, "Insert where I am typing", "Your clipboard is given back afterwards."),
    Choice(Delivery.COPY.value, "Only copy to the clipboard", "Paste it yourself, where and when you like."),
)
THEMES = (
    Choice(Theme.SYSTEM.value, "Like the system"),
    Choice(Theme.LIGHT.value, "Light"),
    Choice(Theme.DARK.value, "Dark"),
)


class SettingsDialog(QDialog):
    """Shows one `Settings` value and gives back another."""

    submitted = Signal(object)
    """The `Settings` that the user wants; answer with `accept()` or `show_error`."""
    microphone_previewed = Signal(object)
    """The name of the microphone whose level is wanted, or None for the system's; answer with `show_level`."""
    preview_ended = Signal()
    """No more levels are wanted, so the microphone may rest."""
    capture_started = Signal()
    """Keys are awaited; answer with `show_captured`."""
    capture_ended = Signal()

    def __init__(
        self,
        settings: Settings,
        providers: tuple[Choice, ...],
        microphones: tuple[Choice, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Holdfast settings")
        self.setWindowIcon(icons.icon("application"))
        self._settings = settings
        self._unanswered = False
        self._provider = ChoiceBox()
        self._provider.show_choices(providers, settings.provider)
        self._microphone = ChoiceBox()
        self.show_microphones(microphones)
        self._meter = LevelMeter()
        self._hotkey = HotkeyField()
        self._hotkey.show_key(settings.hotkey)
        self._mode = ChoiceBox()
        self._mode.show_choices(MODES, settings.mode.value)
        self._delivery = ChoiceBox()
        self._delivery.show_choices(DELIVERIES, settings.delivery.value)
        self._theme = ChoiceBox()
        self._theme.show_choices(THEMES, settings.theme.value)
        self._fields = {
            "provider": Field(self._provider),
            "microphone": Field(self._microphone),
            "hotkey": Field(self._hotkey),
            "mode": Field(self._mode),
            "delivery": Field(self._delivery),
            "theme": Field(self._theme),
        }
        self._lay_out()
        self._connect()
        for name in ("provider", "mode", "delivery"):
            self._explain(name)

    # ------------------------------------------------------------------------------------------- shown values

    @property
    def settings(self) -> Settings:
        """What the form says now."""
        return replace(
            self._settings,
            provider=self._provider.current,
            microphone=self._microphone.current or None,
            hotkey=self._hotkey.key,
            mode=Mode(self._mode.current),
            delivery=Delivery(self._delivery.current),
            theme=Theme(self._theme.current),
        )

    def show_microphones(self, microphones: tuple[Choice, ...]) -> None:
        """Offer these, besides the system's; what was chosen stays chosen, also while it is unplugged."""
        chosen = self._microphone.current if self._microphone.count() else self._settings.microphone or ""
        self._microphone.show_choices((SYSTEM_MICROPHONE, *microphones), chosen)

    def show_level(self, level: Level) -> None:
        """How loud the previewed microphone is."""
        self._meter.show_level(level)

    def show_captured(self, name: str, warning: str = "") -> None:
        """This key went down while one was awaited. `warning`: why it may be a bad choice."""
        if self._hotkey.capturing:
            self._fields["hotkey"].show_error("")
            self._fields["hotkey"].show_note(warning)
            self._hotkey.show_captured(name)

    def show_error(self, field: str, sentence: str) -> None:
        """Say beside `field` (the name of an attribute of `Settings`) what is wrong with it."""
        if field == "hotkey":
            self._hotkey.end_capture()
        self._fields[field].show_error(sentence)
        if self._unanswered:
            # The first answer to OK. What a microphone says by itself must not take the user out of another field.
            self._unanswered = False
            self._fields[field].setFocus()
            self._page.ensureWidgetVisible(self._fields[field])

    # ------------------------------------------------------------------------------------------- how it is made

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(14)
        for name, title in {
            "provider": "&Recogniser:",
            "microphone": "&Microphone:",
            "hotkey": "&Hotkey:",
            "mode": "M&ode:",
            "delivery": "Te&xt:",
            "theme": "&Theme:",
        }.items():
            label = QLabel(title)
            label.setBuddy(self._fields[name])
            form.addRow(label, self._fields[name])
            self._fields[name].focusProxy().setAccessibleName(title.strip("&:").replace("&", ""))
        self._fields["microphone"].layout().insertWidget(1, self._meter)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addLayout(form)
        column.addStretch(1)
        self._page = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page.setWidget(inner)
        beside = self._page.verticalScrollBar().sizeHint().width()
        self._page.setMinimumWidth(inner.minimumSizeHint().width() + beside)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        for each in self._buttons.buttons():
            each.setIcon(QIcon())
        rows = QVBoxLayout(self)
        rows.addWidget(self._page, 1)
        rows.addWidget(self._buttons)
        line = self.fontMetrics().height()
        self.resize(line * 34, line * 30)

    def _connect(self) -> None:
        self._buttons.accepted.connect(self._submit)
        self._buttons.rejected.connect(self.reject)
        self._provider.chosen.connect(lambda: self._explain("provider"))
        self._mode.chosen.connect(lambda: self._explain("mode"))
        self._delivery.chosen.connect(lambda: self._explain("delivery"))
        self._microphone.chosen.connect(self._preview)
        self._hotkey.capture_started.connect(self.capture_started)
        self._hotkey.capture_ended.connect(self.capture_ended)

    # ------------------------------------------------------------------------------------------- intents

    def _submit(self) -> None:
        for each in self._fields.values():
            each.show_error("")
        self._unanswered = True
        self.submitted.emit(self.settings)
        self._unanswered = False

    def _explain(self, name: str) -> None:
        field = self._fields[name]
        field.show_error("")
        field.show_note(field.focusProxy().note)

    def _preview(self, microphone: str) -> None:
        self._fields["microphone"].show_error("")
        self._meter.reset()
        self.microphone_previewed.emit(microphone or None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._preview(self._microphone.current)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.preview_ended.emit()
        super().hideEvent(event)
