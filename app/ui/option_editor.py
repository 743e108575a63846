"""Editors for the catalogue's options, one for each kind. Imports the catalogue's data, `choice_box`, `status`."""

from typing import assert_never

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from providers.info import Option

from .choice_box import ChoiceBox
from .status import Choice

UNBOUNDED = 1_000_000


class Switch(QCheckBox):
    """Something that is on or off."""

    @property
    def value(self) -> bool:
        """What is chosen."""
        return self.isChecked()

    def show_value(self, value: object) -> None:
        """Choose this."""
        self.setChecked(bool(value))


class TextLine(QLineEdit):
    """A text."""

    @property
    def value(self) -> str:
        """What stands there."""
        return self.text().strip()

    def show_value(self, value: object) -> None:
        """Write this."""
        self.setText(str(value))


class OneOf(ChoiceBox):
    """One of several words."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        super().__init__()
        self._choices = tuple(Choice(each, each) for each in choices)

    @property
    def value(self) -> str:
        """What is chosen."""
        return self.current

    def show_value(self, value: object) -> None:
        """Choose this."""
        self.show_choices(self._choices, str(value))


class _Still:
    """Scrolling past a number must not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class WholeNumber(_Still, QSpinBox):
    """A whole number within bounds."""

    def __init__(self, least: float, most: float) -> None:
        super().__init__()
        self.setRange(int(least), int(most))
        self.setSingleStep(_step(most - least))
        self.setGroupSeparatorShown(True)

    @property
    def value(self) -> int:
        """What stands there."""
        return super().value()

    def show_value(self, value: object) -> None:
        """Write this."""
        self.setValue(int(value))


class Number(_Still, QDoubleSpinBox):
    """A number within bounds, to two places."""

    def __init__(self, least: float, most: float) -> None:
        super().__init__()
        self.setRange(least, most)
        self.setSingleStep(0.05 if most - least <= 10 else 1)

    @property
    def value(self) -> float:
        """What stands there."""
        return super().value()

    def show_value(self, value: object) -> None:
        """Write this."""
        self.setValue(float(value))


Editor = Switch | TextLine | OneOf | WholeNumber | Number


def editor_for(option: Option) -> Editor:
    """A widget for that option, with its default in it."""
    made: Editor
    match option.kind:
        case "switch":
            made = Switch("On")
        case "text":
            made = TextLine()
        case "choice":
            made = OneOf(option.choices)
        case "number":
            least = -UNBOUNDED if option.least is None else option.least
            most = UNBOUNDED if option.most is None else option.most
            made = WholeNumber(least, most) if isinstance(option.default, int) else Number(least, most)
        case _:
            assert_never(option.kind)
    made.show_value(option.default)
    return made


def note_on(option: Option) -> str:
    """What helps to choose, with the range of a number."""
    if option.kind != "number" or option.least is None or option.most is None:
        return option.help
    return f"{option.help.rstrip()} From {option.least:,g} to {option.most:,g}.".lstrip()


def grows(editor: QWidget) -> bool:
    """Whether it uses the width there is."""
    return not isinstance(editor, QAbstractSpinBox | QCheckBox)


def _step(span: float) -> int:
    return 100 if span >= 1_000 else 10 if span > 200 else 1
