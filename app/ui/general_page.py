"""The settings' first page: microphone, text, looks. Imports the fields, `status`, and `app.settings`."""

from dataclasses import replace

from PySide6.QtCore import Signal

from app.settings import Delivery, Settings, Theme

from .choice_box import ChoiceBox
from .fields import Field
from .level_meter import LevelMeter
from .ordered_list import OrderedList
from .page import Page
from .status import Choice, Level

SYSTEM_MICROPHONE = Choice("", "System default")
"""Stands for None, the microphone that the system has chosen."""
OTHERS = (
    "Taken in this order while that one is unplugged or in use; the system's default comes last. Holdfast says so "
    "while you speak."
)
DELIVERIES = (
    Choice(Delivery.INSERT.value, "Insert where I am typing", "Your clipboard is given back afterwards."),
    Choice(
        Delivery.AS_YOU_SPEAK.value,
        "Insert while I am speaking",
        "Words go in as soon as the recogniser is sure of them. While you hold a Ctrl, Shift, Alt or Super key they "
        "wait: choose another hotkey, or speak hands-free.",
    ),
    Choice(Delivery.COPY.value, "Only copy to the clipboard", "Paste it yourself, where and when you like."),
)
THEMES = (
    Choice(Theme.SYSTEM.value, "Like the system"),
    Choice(Theme.LIGHT.value, "Light"),
    Choice(Theme.DARK.value, "Dark"),
)


class GeneralPage(Page):
    """Everything that has nothing to do with who recognises."""

    microphone_previewed = Signal(object)
    """The name of the microphone whose level is wanted, or None for the system's."""

    def __init__(self, settings: Settings, microphones: tuple[Choice, ...]) -> None:
        super().__init__()
        self._settings = settings
        self._microphone = ChoiceBox()
        self._others = OrderedList("Other microphones", microphones, settings.other_microphones)
        self.show_microphones(microphones)
        self._meter = LevelMeter()
        self._delivery = ChoiceBox()
        self._delivery.show_choices(DELIVERIES, settings.delivery.value)
        self._theme = ChoiceBox()
        self._theme.show_choices(THEMES, settings.theme.value)
        self.add("microphone", "&Microphone", Field(self._microphone))
        self.add("other_microphones", "Ot&her microphones", Field(self._others, OTHERS))
        self.add("delivery", "Te&xt", Field(self._delivery))
        self.add("theme", "&Theme", Field(self._theme))
        self.fields["microphone"].layout().insertWidget(1, self._meter)
        self.column.addStretch(1)
        self._delivery.chosen.connect(lambda: self._explain("delivery"))
        self._microphone.chosen.connect(lambda _: self.preview())
        self._microphone.chosen.connect(lambda _: self._others.show_first(self._microphone.current))
        self._explain("delivery")

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(
            settings,
            microphone=self._microphone.current or None,
            other_microphones=self._others.chain,
            delivery=Delivery(self._delivery.current),
            theme=Theme(self._theme.current),
        )

    def show_microphones(self, microphones: tuple[Choice, ...]) -> None:
        """Offer these, besides the system's; what was chosen stays chosen, also while it is unplugged."""
        chosen = self._microphone.current if self._microphone.count() else self._settings.microphone or ""
        self._microphone.show_choices((SYSTEM_MICROPHONE, *microphones), chosen)
        self._others.show_choices(microphones)
        self._others.show_first(self._microphone.current)

    def show_level(self, level: Level) -> None:
        """How loud the previewed microphone is."""
        self._meter.show_level(level)

    def preview(self) -> None:
        """Ask for the level of the microphone that is chosen."""
        self.fields["microphone"].show_error("")
        self._meter.reset()
        self.microphone_previewed.emit(self._microphone.current or None)

    def _explain(self, name: str) -> None:
        field = self.fields[name]
        field.show_error("")
        field.show_note(field.focusProxy().note)
