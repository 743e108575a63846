"""The settings' page on how texts follow one another in other programs. Imports the fields, `status`, and
`app.settings`."""

from dataclasses import replace

from app.settings import Asking, Capitals, Settings, Spacing

from .choice_box import ChoiceBox
from .fields import Field
from .page import Page
from .status import Choice

SPACINGS = (
    Choice(
        Spacing.AUTO.value,
        "Where one is needed",
        "Behind a word or a full stop, not at a beginning or behind an opening bracket. Programs tell what precedes "
        "the text, or else Holdfast knows what it put there last, until you touch keyboard or mouse.",
    ),
    Choice(Spacing.BEFORE.value, "Before each text", "Except before a comma, a full stop and the like."),
    Choice(Spacing.AFTER.value, "Behind each text", "The cursor is then where the next word begins."),
    Choice(Spacing.NEVER.value, "None", "Texts are inserted as they are."),
)
CAPITALS = (
    Choice(
        Capitals.AUTO.value,
        "Suits what precedes it",
        "Small in the middle of a sentence, for words such as “and” or “the” only, so that names keep theirs; never in "
        "German. A capital behind a full stop.",
    ),
    Choice(Capitals.KEEP.value, "As recognised"),
)
ASKING = (
    Choice(
        Asking.AUTO.value,
        "Programs that answer anyway",
        "Those of GTK mostly; others only where the desktop's accessibility is on. Where one says that there is no "
        "field, the text is held on the clipboard. What is asked for is neither kept nor sent.",
    ),
    Choice(
        Asking.ON.value,
        "All programs",
        "Switches accessibility on for the whole desktop, as a screen reader does, and it stays on when Holdfast ends. "
        "Programs that run may have to be started again to answer. What is asked for is neither kept nor sent.",
    ),
    Choice(Asking.OFF.value, "No program", "Only what Holdfast itself inserted is known."),
)


class TextPage(Page):
    """Spaces, capitals, and whom to ask."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._boxes = {"spacing": ChoiceBox(), "capitals": ChoiceBox(), "ask_programs": ChoiceBox()}
        self._boxes["spacing"].show_choices(SPACINGS, settings.spacing.value)
        self._boxes["capitals"].show_choices(CAPITALS, settings.capitals.value)
        self._boxes["ask_programs"].show_choices(ASKING, settings.ask_programs.value)
        self._add("spacing", "&Space between texts")
        self._add("capitals", "First &letter")
        self._add("ask_programs", "As&k about the text at the cursor")
        self.column.addStretch(1)

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        return replace(
            settings,
            spacing=Spacing(self._boxes["spacing"].current),
            capitals=Capitals(self._boxes["capitals"].current),
            ask_programs=Asking(self._boxes["ask_programs"].current),
        )

    def _add(self, name: str, title: str) -> None:
        box = self._boxes[name]
        self.add(name, title, Field(box, box.note))
        box.chosen.connect(lambda: self.fields[name].show_note(box.note))
