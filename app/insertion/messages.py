"""What the paste transaction is told and what it orders. Imports `aim` and `receipt`.

Events are facts that the shell (`x11`) saw, actions are orders to it. `at` is monotonic seconds.
"""

from dataclasses import dataclass
from enum import Enum

from .aim import Aim
from .receipt import Receipt


class Selection(Enum):
    """The two X selections that a paste may come from. The value is the name of the atom."""

    CLIPBOARD = "CLIPBOARD"
    PRIMARY = "PRIMARY"


BOTH = frozenset(Selection)


class Chord(Enum):
    """The keys that paste, and so the selections that the text must be on."""

    SHIFT_INSERT = "Shift+Insert"
    """Pastes in every toolkit and terminal; terminals take PRIMARY for it, the others CLIPBOARD."""
    CTRL_V = "Ctrl+V"
    """For a target that would drop its own selection if PRIMARY were taken from it."""
    CTRL_SHIFT_V = "Ctrl+Shift+V"
    """For terminals that keep Ctrl+V for themselves."""
    CMD_V = "Cmd+V"
    """Pastes in every program on macOS."""


SELECTIONS = {each: BOTH if each is Chord.SHIFT_INSERT else frozenset({Selection.CLIPBOARD}) for each in Chord}
"""Where a program may look for the text when it gets this chord."""


class Memory(Enum):
    """Whether the user's clipboard can be given back."""

    READY = "ready"
    PENDING = "pending"
    """Still being read. `MemoryChanged` says when that is over."""
    PARTIAL = "partial"
    """Some of it cannot be had: its owner does not answer, or PRIMARY is beyond the cap."""
    TOO_LARGE = "too large"
    """CLIPBOARD is beyond the cap."""


# ------------------------------------------------------------------------------------------------ events


@dataclass(frozen=True, slots=True)
class Ordered:
    """Insert this text. `number` tells orders apart."""

    number: int
    text: str
    at: float
    hold: bool = False
    """Do not insert it: leave it on the clipboard for the user to paste."""
    reason: str = ""
    """Why it is held, for the receipt."""
    aim: Aim | None = None
    """Where it was meant to go."""
    rule: str = ""
    """Which rule was followed, for the receipt; known after a look."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The answer to `Look`."""

    held: tuple[str, ...]
    """Names of the keys that would spoil the chord and are down."""
    memory: Memory
    chord: Chord | None
    """The one that suits the window with the focus; None if no window has it."""
    at: float
    typing: bool = False
    """That window is typed into instead: the clipboard is left alone."""
    refusal: str = ""
    """Why nothing is put into that window: a sentence for a user who finds the text on the clipboard."""
    nowhere: str = ""
    """Why it is not put on the clipboard either: a sentence for a user who finds the text in the history."""
    rule: str = ""
    """Which rule led to that: a sentence for the history."""


@dataclass(frozen=True, slots=True)
class MemoryChanged:
    """The reading of the user's clipboard came to its end, or must begin anew: worth another `Look`."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The answer to `Offer`: the selections that are ours now, by the server's word."""

    owned: frozenset[Selection]
    at: float


@dataclass(frozen=True, slots=True)
class ChordSent:
    """The answer to `SendChord`."""

    at: float


@dataclass(frozen=True, slots=True)
class ChordFailed:
    """The answer to `SendChord`, if this keyboard cannot do it. `reason` is a sentence for the user."""

    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Typed:
    """The answer to `Type`: the system took every key. It does not say what became of them."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingFailed:
    """The answer to `Type`, if the system took not all of it. `reason` is a sentence for the user."""

    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class Asked:
    """Some program asked for the offer, if only for its formats."""

    at: float


@dataclass(frozen=True, slots=True)
class Read:
    """Some program read the offered text."""

    by_target: bool | None
    """It is the one that had the focus when the chord was sent. None: this system does not say who reads."""
    at: float


@dataclass(frozen=True, slots=True)
class Taken:
    """Someone else owns this selection now."""

    selection: Selection
    at: float


@dataclass(frozen=True, slots=True)
class Due:
    """The answer to `Wake`."""

    at: float


@dataclass(frozen=True, slots=True)
class Quit:
    """The program ends. `saved`: a clipboard manager will keep what is on the clipboard."""

    saved: bool
    at: float


Pasting = Offered | ChordSent | ChordFailed | Asked | Read | Taken
Event = Ordered | Looked | MemoryChanged | Pasting | Typed | TypingFailed | Due | Quit

# ------------------------------------------------------------------------------------------------ orders to the shell


@dataclass(frozen=True, slots=True)
class Look:
    """Find out what `Looked` says, and say it at once."""

    aim: Aim | None = None
    """Where the text was meant to go."""


@dataclass(frozen=True, slots=True)
class TellHeld:
    """These keys must be let go before the text can be inserted; none: there is nothing to wait for any more."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """Put the text on these selections, marked as not for clipboard histories, and say `Offered` at once."""

    text: str
    selections: frozenset[Selection]


@dataclass(frozen=True, slots=True)
class SendChord:
    """Press and release the paste chord, and say `ChordSent` or `ChordFailed` at once."""

    chord: Chord


@dataclass(frozen=True, slots=True)
class Type:
    """Type the text, and say `Typed` or `TypingFailed` at once."""

    text: str


@dataclass(frozen=True, slots=True)
class Wake:
    """Say `Due` at this time. Replaces an earlier order."""

    at: float


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Put the user's content back on these selections."""

    selections: frozenset[Selection]


@dataclass(frozen=True, slots=True)
class KeepText:
    """Leave the text on these selections for the user, without the mark."""

    text: str
    selections: frozenset[Selection]


@dataclass(frozen=True, slots=True)
class Report:
    """This is how that order ended."""

    number: int
    receipt: Receipt


Action = Look | TellHeld | Offer | SendChord | Type | Wake | GiveBack | KeepText | Report
