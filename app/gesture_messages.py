"""What goes into a gesture and what comes out of it. Imports nothing of ours.

Events are facts that happened, actions are orders to the shell; both are frozen values, and `at` in both is monotonic
time in seconds. The shell carries actions out in order, and gives what they are answered with as the next event, never
from inside the action.
"""

from dataclasses import dataclass
from enum import Enum

MISSED_S = 0.7
"""The first repeat of a key comes after 500 (GNOME) or 660 ms (X11, KWin) unless the user has set another delay."""


class Mode(Enum):
    """What a short press of the key means."""

    HOLD = "hold"
    """A short dictation: no word is lost because a press was short."""
    TAP_TO_LOCK = "tap to lock"
    """Hands-free dictation until the next tap. Longer presses are normal holds."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The user's choice, and the facts about the backend. Durations in seconds.

    Raises ValueError for a duration that makes no sense.
    """

    mode: Mode = Mode.HOLD
    knows_state: bool = True
    """The backend can say whether the key is physically down."""
    tap_s: float = 0.25
    """A press shorter than this is a tap."""
    hears_release: bool = True
    """The backend reports releases. If not, each press of the key begins or ends, like a toggle."""
    release_grace_s: float = 0.0
    """Where auto-repeat arrives as release and press: how long a release is doubted. The pairs carry equal times
    (https://github.com/cjpais/Handy/issues/1539), so about 0.04 is ample. 0: a release is a release."""
    early_grace_s: float = 0.0
    """Where a release may be reported while the key is down: how long it is doubted if somebody was just speaking."""
    silence_s: float = 0.4
    """Where the key's state is unknown: repeats that have begun and then stay away for so long mean that it came up.
    They come every 30 to 40 ms."""
    missed_s: float = MISSED_S
    """Where the key's state is unknown: a press so long after the one before is none of its repeats."""
    settle_s: float = 0.1
    """Where the key's state is unknown: a press so soon after listening began is the repeat of an earlier one."""
    watchdog_s: float = 0.25
    """How often a key that is down is checked physically. A check takes 50 microseconds on X11."""
    cancel_twice_s: float = 0.0
    """Within how long the cancel key has to be pressed a second time; 0: once is enough."""
    longest_hold_s: float = 2 * 60 * 60.0
    """After this a dictation is committed and the next one goes on without a gap."""

    def __post_init__(self) -> None:
        for name in ("tap_s", "silence_s", "missed_s", "watchdog_s", "longest_hold_s"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be more than 0 seconds.")
        for name in ("release_grace_s", "early_grace_s", "settle_s", "cancel_twice_s"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be 0 seconds or more.")


# ------------------------------------------------------------------------------------------------ events


@dataclass(frozen=True, slots=True)
class KeyDown:
    """The backend reported the key going down, or repeating."""

    at: float


@dataclass(frozen=True, slots=True)
class KeyUp:
    """The backend reported the key coming up."""

    at: float
    quiet: bool = False
    """Nobody was speaking any more: no word depends on whether it really came up."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The answer to `CheckKey`. None: the desktop does not tell."""

    down: bool | None
    at: float


@dataclass(frozen=True, slots=True)
class Tick:
    """The answer to `WakeAt`. Too early, too late or once too often does no harm."""

    at: float


@dataclass(frozen=True, slots=True)
class Armed:
    """The backend listens from now on: at start, for another key, after the screen was unlocked.

    `down` is the physical state of the key at that moment, None if unknown.
    """

    down: bool | None
    at: float


@dataclass(frozen=True, slots=True)
class Disarmed:
    """The backend listens no more, on order or because it was lost: no release will be reported."""

    at: float


@dataclass(frozen=True, slots=True)
class HandsFreeKey:
    """The key for hands-free dictation went down. Repeats are no presses of it."""

    at: float


@dataclass(frozen=True, slots=True)
class CancelKey:
    """The cancel key (Esc) went down. Repeats are no presses of it."""

    at: float


@dataclass(frozen=True, slots=True)
class PressCommand:
    """The button went down, or `holdfast press`."""

    at: float


@dataclass(frozen=True, slots=True)
class ReleaseCommand:
    """The button came up, or `holdfast release`."""

    at: float


@dataclass(frozen=True, slots=True)
class ToggleCommand:
    """The tray's entry, or `holdfast toggle`."""

    at: float


@dataclass(frozen=True, slots=True)
class CancelCommand:
    """The tray's entry, or `holdfast cancel`."""

    at: float


Event = (
    KeyDown
    | KeyUp
    | Observed
    | Tick
    | Armed
    | Disarmed
    | HandsFreeKey
    | CancelKey
    | PressCommand
    | ReleaseCommand
    | ToggleCommand
    | CancelCommand
)

# ------------------------------------------------------------------------------------------------ actions


@dataclass(frozen=True, slots=True)
class Start:
    """Begin a dictation."""

    at: float


@dataclass(frozen=True, slots=True)
class Stop:
    """The dictation was spoken. `at` is when the hand let go, which may be a moment ago."""

    at: float


@dataclass(frozen=True, slots=True)
class Cancel:
    """The dictation is not wanted."""

    at: float


@dataclass(frozen=True, slots=True)
class Roll:
    """The longest hold is reached: commit what was said and go on."""

    at: float


@dataclass(frozen=True, slots=True)
class CheckKey:
    """Ask the backend whether the key is physically down, and give the answer as `Observed`."""


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Give `Tick` at this time. There is one pending wake-up at most: a newer order replaces the older one."""

    at: float


Action = Start | Stop | Cancel | Roll | CheckKey | WakeAt
Actions = tuple[Action, ...]
