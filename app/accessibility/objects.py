"""What an accessible object is, and whether text belongs there. Pure; imports nothing of ours.

The numbers are AT-SPI's (atspi-constants.h of at-spi2-core,
https://gitlab.gnome.org/GNOME/at-spi2-core/-/blob/main/atspi/atspi-constants.h).
"""

from dataclasses import dataclass, field
from enum import Enum, IntEnum, IntFlag, StrEnum


class Asking(StrEnum):
    """Whether programs are asked for the text around the cursor."""

    OFF = "off"
    AUTO = "auto"
    """Those that answer anyway. Nothing is switched on."""
    ON = "on"
    """The desktop is told to have all programs answer."""


@dataclass(frozen=True, slots=True)
class Switch:
    """How the desktop's accessibility stands."""

    address: str | None = None
    """Of the accessibility bus; None: there is none."""
    enabled: bool = False
    """Programs that wait for it describe themselves."""


class Role(IntEnum):
    """The kinds of objects that make a difference here."""

    CHECK_BOX = 7
    CHECK_MENU_ITEM = 8
    COMBO_BOX = 11
    ICON = 26
    IMAGE = 27
    LABEL = 29
    LIST_ITEM = 32
    MENU = 33
    MENU_BAR = 34
    MENU_ITEM = 35
    PAGE_TAB = 37
    PAGE_TAB_LIST = 38
    PASSWORD_TEXT = 40
    PROGRESS_BAR = 42
    PUSH_BUTTON = 43
    RADIO_BUTTON = 44
    RADIO_MENU_ITEM = 45
    SCROLL_BAR = 48
    SEPARATOR = 50
    SLIDER = 51
    STATUS_BAR = 54
    TERMINAL = 60
    TEXT = 61
    TOGGLE_BUTTON = 62
    TOOL_BAR = 63
    TREE = 65
    TREE_ITEM = 91
    LINK = 88
    ENTRY = 79
    DOCUMENT_WEB = 95


class States(IntFlag):
    """The states that make a difference here, as bits of the two words of GetState taken together."""

    NONE = 0
    ACTIVE = 1 << 1
    EDITABLE = 1 << 7
    FOCUSED = 1 << 12
    MULTI_LINE = 1 << 17
    READ_ONLY = 1 << 43


_MADE_FOR_SOMETHING_ELSE = frozenset(Role) - {
    Role.COMBO_BOX,  # may hold a field of its own
    Role.ENTRY,
    Role.PASSWORD_TEXT,
    Role.TERMINAL,
    Role.TEXT,
}
"""Nothing can be typed there. What is not here may be anything: canvases, panels and cells take text that they draw
themselves, and say nothing of it."""

_TEXT = frozenset({Role.TEXT, Role.ENTRY})


class Takes(Enum):
    """Whether an object takes text."""

    TEXT = "text"
    PASSWORD = "password"  # noqa: S105 - the kind of a field
    """Text that is nobody's business: it is neither read nor changed."""
    TERMINAL = "terminal"
    """Text, though it does not say so. What is before its caret is a screen, not what was typed."""
    NOTHING = "nothing"
    """By its own word."""
    UNKNOWN = "unknown"


class Written(Enum):
    """What became of a text."""

    DONE = "done"
    """It was read back from where it belongs."""
    REFUSED = "refused"
    """Nothing was put in."""
    UNKNOWN = "unknown"
    """It may have been put in."""


@dataclass(frozen=True, slots=True)
class Accessible:
    """The address of an object: a name on the accessibility bus, which is a program, and a path within it."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Focused:
    """The object that has the focus, by its program's word of just now."""

    accessible: Accessible
    role: int
    states: States
    interfaces: frozenset[str] = frozenset()
    """Without "org.a11y.atspi."."""
    process: int = 0
    """Of the program; 0: not known."""
    before: str | None = field(default=None, repr=False)
    """The end of the text before the caret, or before what is selected; None: not known. In memory only, and in no
    log."""
    after: str | None = field(default=None, repr=False)
    """The beginning of the text behind the caret, or behind what is selected."""

    @property
    def takes(self) -> Takes:
        """Whether text belongs there. Only the plain word of the program makes it NOTHING."""
        if self.role == Role.TERMINAL:
            return Takes.TERMINAL
        if self.role == Role.PASSWORD_TEXT:
            return Takes.PASSWORD
        if States.EDITABLE in self.states and States.READ_ONLY not in self.states:
            return Takes.TEXT
        if self.role in _MADE_FOR_SOMETHING_ELSE or (self.role in _TEXT and "Text" in self.interfaces):
            return Takes.NOTHING
        return Takes.UNKNOWN
