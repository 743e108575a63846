"""What the widgets can be told: plain values. Imports nothing of ours, and no Qt.

The application layer turns the session's effects, receipts and failures into these; the widgets never see the
originals. Sentences for the user that belong to a kind rather than to an occasion are here, in one place.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

CLIPPING_DBFS = -0.05
"""A peak from here on has hit the top of the scale: 16-bit full scale is -0.0003 dBFS, and converters round."""

SILENCE_DBFS = -60.0
"""The bottom of the meter, and what it shows while nothing is measured."""


class StatusKind(Enum):
    """How far the dictation in front of the user is."""

    IDLE = "idle"
    STARTING = "starting"
    """The key is down, the microphone has not delivered a sample yet: speaking is safe only from LISTENING on."""
    LISTENING = "listening"
    FINALIZING = "finalizing"
    TROUBLE = "trouble"
    """Dictation does not work until something is done about it."""

    @property
    def busy(self) -> bool:
        """A dictation is under way, so there is something to cancel."""
        return self in (StatusKind.STARTING, StatusKind.LISTENING, StatusKind.FINALIZING)

    @property
    def speaking(self) -> bool:
        """The key is down, or counts as down."""
        return self in (StatusKind.STARTING, StatusKind.LISTENING)


SENTENCES = {
    StatusKind.IDLE: "Ready",
    StatusKind.STARTING: "Starting the microphone…",
    StatusKind.LISTENING: "Listening",
    StatusKind.FINALIZING: "Finishing the last words…",
    StatusKind.TROUBLE: "Dictation does not work right now",
}


@dataclass(frozen=True, slots=True)
class Status:
    """The state line."""

    kind: StatusKind
    text: str = ""
    """Says it more precisely than the kind alone; empty: the kind's own sentence."""
    interrupted: bool = False
    """The connection to the recogniser is being made again: nothing to worry about."""
    alone: bool = False
    """Nobody recognises what is spoken: it is at best recorded."""
    unheard: bool = False
    """The microphone delivers no sound: whoever speaks should look at it."""
    badge: str = ""
    """Who recognises, in a word or two; empty: the one that was chosen."""

    @property
    def sentence(self) -> str:
        """What is shown."""
        return self.text or SENTENCES[self.kind]


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the last block was, in dBFS: 0 is full scale, silence is far below -60."""

    peak: float
    rms: float

    @property
    def clipped(self) -> bool:
        """The sound was too loud for the microphone, and is distorted."""
        return self.peak >= CLIPPING_DBFS


SILENT = Level(SILENCE_DBFS, SILENCE_DBFS)


class Severity(Enum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Action:
    """What the user can do about a notice."""

    id: str
    """Comes back with the intent."""
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence that says what happened and what to do."""

    text: str
    severity: Severity = Severity.INFO
    action: Action | None = None


class Mark(Enum):
    """What became of a dictation's text. The value is what is shown."""

    INSERTED = "Inserted"
    """The target read it: there is a receipt."""
    SENT = "Sent"
    """Typed into the program in front, which does not tell what it made of it."""
    COPIED = "Copied"
    """It is on the clipboard."""
    CANCELLED = "Cancelled"
    """Kept in the history only."""
    UNCONFIRMED = "Not confirmed"
    """The recogniser did not answer in time: the best text known."""
    INCOMPLETE = "Incomplete"
    """The recogniser gave up: what it had said until then, inserted nowhere."""
    LATE = "Came late"
    """Text of it came when its time was over, and was inserted nowhere."""
    AGAIN = "Transcribed later"
    """From its recording, for the first time or again, because the user wanted that; it was inserted nowhere."""
    NOT_TRANSCRIBED = "Not transcribed"
    """Nobody could recognise it: the sound is all there is of it."""
    FAILED = "Failed"
    """There was no sound, or the text could be put nowhere."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What the history is told of one dictation of this session."""

    id: int
    time: datetime
    """Local time of the press."""
    text: str
    mark: Mark
    note: str = ""
    """Why it was not simply inserted, and what to do: a sentence. Empty when there is nothing to say."""
    chosen: str = ""
    """Who was to recognise it: an id of `providers/catalogue.py`."""
    end: str = ""
    """Where it ended: the value of one of `outcomes.End`."""
    providers: tuple[str, ...] = ()
    """Who recognised the text, in order, as far as they said so."""
    answered: bool = True
    """The recogniser accounted for all that was said."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from. `id` is what is stored, `name` what is shown."""

    id: str
    name: str
    note: str = ""
    """One sentence that helps to choose."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """What there is of one provider's API key. Never the key itself."""

    sentence: str
    """Where it is, or where it was looked for."""
    there: bool = False
    """There is one, so it can be tested."""
    ours: bool = False
    """It can be removed: it is not in the environment."""
    storable: bool = True
    """The system can keep keys. If not, a new one is used for this session only."""
