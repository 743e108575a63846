"""A system with one clipboard, as an insertion needs it: Windows and macOS. Imports `aim`, `messages`, `snapshot`.

All that is asked of it is here; `one_clipboard` does the rest, the same for both.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from .aim import Aim
from .messages import Chord, Memory
from .snapshot import Snapshot

HeardRead = Callable[[bool | None], None]
"""Called when the offered text is read: whether by the program that had the focus when the chord was sent; None: nobody
knows. The reader gets its answer only when this returns."""


class SendError(Exception):
    """The system did not take the keys. The message is a sentence for a user who finds the text on the clipboard."""


@dataclass(frozen=True, slots=True)
class Front:
    """The program with the focus."""

    names: tuple[str, ...]
    """What rules may call it."""
    aim: Aim
    suits: Chord
    """The chord that pastes there."""
    types_up_to: int = 0
    """Texts of up to so many characters are better typed there."""
    refusal: str = ""
    """Why nothing can be put there: a sentence for a user who finds the text on the clipboard."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was on the clipboard."""

    verdict: Memory
    """READY, PARTIAL or TOO_LARGE."""
    snapshot: Snapshot
    change: Hashable
    """The value of `System.change` that belongs to it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How inserting stands on this system, for `holdfast doctor`."""

    works: bool
    text: str
    """What was found, as sentences."""
    remedy: str = ""
    """What to do, as a sentence; empty where nothing is wrong."""


@runtime_checkable
class Diagnosed(Protocol):
    """An inserter that can tell."""

    def condition(self) -> Condition:
        """Whether anything is in the way, for `holdfast doctor`."""


class System(Protocol):
    """One clipboard, one keyboard, one program with the focus. Every method belongs to the thread that made the object
    and returns at once, but for `read`."""

    reads_aside: bool
    """`read` may be called on a thread of its own."""

    def condition(self) -> Condition:
        """Whether anything is in the way of inserting, whatever is in front."""

    def front(self) -> Front | None:
        """The program with the focus; None if none has it."""

    def held(self) -> tuple[str, ...]:
        """Names of the keys that are down and would make another chord of ours, or other characters."""

    def change(self) -> Hashable:
        """Another value after every change of the clipboard."""

    def read(self, cap: int) -> Reading:
        """What is on the clipboard, up to `cap` bytes. Waits for the program that has it."""

    def offer(self, text: str, read: HeardRead) -> bool:
        """Put a text there that is handed out when somebody asks, marked as not for histories. False if refused."""

    def put_text(self, text: str) -> bool:
        """Put a text there for the user to keep. False if refused."""

    def put_back(self, snapshot: Snapshot) -> bool:
        """Put there what was read before; clear it if that was nothing. False if refused."""

    def owns(self) -> bool:
        """Whether what this object put there last is there still."""

    def send(self, chord: Chord) -> None:
        """Press the chord and let go of it. Raises SendError."""

    def type(self, text: str) -> None:
        """Type the text. Raises SendError."""

    def close(self) -> None:
        """Give every resource back. What is on the clipboard stays there."""
