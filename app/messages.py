"""What goes into a session and what comes out of it. Imports nothing but the recogniser's vocabulary.

Inputs are facts that happened, effects are orders to the shell. Both are frozen values: a test compares them, a log
prints them. `at` is monotonic time in seconds, always an argument, never read from a clock here. `dictation` is the
number that the session gave to a dictation; whatever carries a number that the session no longer knows is stale and
ignored.
"""

from dataclasses import dataclass
from enum import Enum

from providers.errors import Failure
from providers.events import Event


class Phase(Enum):
    """Where a dictation stands."""

    STARTING = "starting"
    """The key is down, the microphone has not delivered a sample yet."""
    LISTENING = "listening"
    FINALIZING = "finalizing"
    """The key is up; the recogniser has been asked to make everything final."""
    SETTLED = "settled"
    """The text is fixed, but an earlier dictation is not through yet: texts are delivered in the order spoken."""


class Outcome(Enum):
    """How a dictation ended. Exactly one for each."""

    COMMITTED = "committed"
    """Everything was acknowledged by the recogniser."""
    UNCONFIRMED = "unconfirmed"
    """The recogniser fell silent before the acknowledgement: this is probably all of the text."""
    CANCELLED = "cancelled"
    """The user cancelled: the text is kept, and inserted nowhere."""
    FAILED = "failed"
    """The recogniser gave up, or is known not to be through: the text until then is kept, and inserted nowhere."""


@dataclass(frozen=True, slots=True)
class Break:
    """A provider could not go on with a dictation, and somebody was there to take over."""

    provider: str
    """An id of `providers/catalogue.py`; empty: it did not say who it is."""
    failure: Failure


# ------------------------------------------------------------------------------------------------ inputs


@dataclass(frozen=True, slots=True)
class Pressed:
    """The user wants to speak."""

    at: float


@dataclass(frozen=True, slots=True)
class Released:
    """The user has spoken."""

    at: float


@dataclass(frozen=True, slots=True)
class Rolled:
    """The longest hold is reached: commit what was said, and go on listening without a gap."""

    at: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The user does not want this text inserted."""

    at: float


@dataclass(frozen=True, slots=True)
class MicrophoneLive:
    """The first sample of this dictation arrived."""

    dictation: int


@dataclass(frozen=True, slots=True)
class MicrophoneFailed:
    """No (more) sound will come. What was said until then is still recognised."""

    dictation: int
    failure: Failure
    at: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The recogniser said something about this dictation."""

    dictation: int
    event: Event
    at: float


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The answer to `ArmDeadline`."""

    dictation: int
    at: float


Input = Pressed | Released | Rolled | Cancelled | MicrophoneLive | MicrophoneFailed | Heard | DeadlinePassed

# ------------------------------------------------------------------------------------------------ effects


@dataclass(frozen=True, slots=True)
class OpenStream:
    """Start a recognition. Its feed takes audio from now on, however late its socket opens."""

    dictation: int


@dataclass(frozen=True, slots=True)
class StartMicrophone:
    """Let sound flow into this dictation's feed."""

    dictation: int


@dataclass(frozen=True, slots=True)
class StopMicrophone:
    """Take what was spoken up to now, flush the partial chunk, then stop."""

    dictation: int


@dataclass(frozen=True, slots=True)
class MoveMicrophone:
    """Flush into the old feed and go on into the new one, without losing or doubling a sample."""

    dictation: int
    successor: int


@dataclass(frozen=True, slots=True)
class SendSilence:
    """Append digital silence behind the speech."""

    dictation: int
    milliseconds: int


@dataclass(frozen=True, slots=True)
class SendFinalize:
    """Ask for everything to become final."""

    dictation: int


@dataclass(frozen=True, slots=True)
class CloseStream:
    """Nothing more will be fed. The stream may end."""

    dictation: int
    after: float = 0.0
    """Seconds that it is left to itself before: the text was decided without its last word, which may still come."""


@dataclass(frozen=True, slots=True)
class ArmDeadline:
    """Say `DeadlinePassed` at this monotonic time, unless disarmed. A newer order replaces the older one."""

    dictation: int
    at: float


@dataclass(frozen=True, slots=True)
class DisarmDeadline:
    """The answer came; forget the deadline."""

    dictation: int


@dataclass(frozen=True, slots=True)
class Show:
    """This is the dictation the user is waiting for, and how far it is."""

    dictation: int
    phase: Phase
    committed: str
    tail: str
    interrupted: Failure | None = None
    """Why the stream broke that is being replaced now; None: all is well."""
    serving: str = ""
    """Who recognises it now (`Serving`); empty: the one that was chosen."""
    given_up: Failure | None = None
    """Why nobody recognises it any more, while it is still spoken."""


@dataclass(frozen=True, slots=True)
class DeliverPart:
    """These words of a dictation that is still spoken are final: they may go where they belong. Each goes on where the
    one before ended, and the first begins where the text of `Deliver` does."""

    dictation: int
    text: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """A dictation ended. Given exactly once for each, in the order in which they were begun.

    `text` is trimmed and may be empty. `failure` says what went wrong, if anything did, also where the text is good
    (a microphone that vanished).
    """

    dictation: int
    text: str
    outcome: Outcome
    spoken: float
    """Seconds between press and release."""
    failure: Failure | None = None
    providers: tuple[str, ...] = ()
    """Who recognised it, in order, as far as they said so (`Serving`); empty: the one that was chosen."""
    breaks: tuple[Break, ...] = ()
    """Who could not go on with it, although the dictation did."""
    provisional: str = ""
    """The end of `text` that never became final, with its space in front: final text that comes late replaces it."""
    recorded: bool = True
    """Whether there was any sound."""
    answered: bool = True
    """Whether the recogniser accounted for all of it: then nothing that was said is missing."""
    delivered: str = ""
    """The beginning of `text` that was given as `DeliverPart` already."""


Effect = (
    OpenStream
    | StartMicrophone
    | StopMicrophone
    | MoveMicrophone
    | SendSilence
    | SendFinalize
    | CloseStream
    | ArmDeadline
    | DisarmDeadline
    | Show
    | DeliverPart
    | Deliver
)
