"""The settings' page about the programs that texts go into. Imports the fields and `app.settings`."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from app.insertion.rules import SHIPPED
from app.settings import FocusChanged, Settings

from .choice_box import ChoiceBox
from .fields import Field
from .page import Page
from .program_rules import MANNERS, ProgramRules
from .status import Choice
from .wrapped_label import WrappedLabel

FOCUS = (
    Choice(FocusChanged.FOLLOW.value, "Insert it there", "A text goes where you are typing when it is ready."),
    Choice(FocusChanged.HOLD.value, "Hold it on the clipboard", "A text goes nowhere but where you let go of the key."),
)
NO_FRONT = (
    "No other window had the focus. Choose “The window in front” again, and click into the other window while the "
    "seconds are counted."
)
ABOUT = "Every other program is pasted into, with the keys that suit it. Your rules come before those below."


class ProgramsPage(Page):
    """Rules for programs, and what is done when another one comes to the front."""

    programs_wanted = Signal()
    front_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._focus = ChoiceBox()
        self._focus.show_choices(FOCUS, settings.focus_changed.value)
        self.add("focus_changed", "If another program is in &front", Field(self._focus))
        self._rules = ProgramRules(settings.programs)
        field = Field(self._rules, ABOUT)
        self.fields["programs"] = field
        title = QLabel("&Rules for programs:")
        title.setBuddy(field)
        self.column.addWidget(title)
        self.column.addWidget(field, 1)
        for shipped in SHIPPED:
            self.column.addWidget(WrappedLabel(_about(shipped)))
        self._rules.programs_wanted.connect(self.programs_wanted)
        self._rules.front_wanted.connect(self.front_wanted)
        self._focus.chosen.connect(self._explain)
        self._explain()

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(settings, focus_changed=FocusChanged(self._focus.current), programs=self._rules.rules)

    def show_programs(self, programs: tuple[Choice, ...]) -> None:
        """Offer these for rules."""
        self._rules.show_programs(programs)

    def show_front(self, program: str) -> None:
        """The program that had the focus when it was asked for; empty: nobody knows."""
        self.fields["programs"].show_error("" if program else NO_FRONT)
        if program:
            self._rules.add(program)

    def _explain(self) -> None:
        self.fields["focus_changed"].show_note(self._focus.note)


def _about(shipped) -> str:
    manner = next(each.name for each in MANNERS if each.id == shipped.manner.value).lower()
    return f"{shipped.kind.capitalize()}: {manner}. {shipped.why} ({', '.join(sorted(shipped.programs)[:6])}, …)"
