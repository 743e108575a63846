"""What a hotkey backend is. Imports nothing of ours.

A backend reports edges of keys from a thread of its own, and knows what its desktop can and cannot do. It never
decides what an edge means: `app/gesture.py` does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class HotkeyUnavailable(Exception):  # noqa: N818 - a fact about a desktop, more than an error
    """This backend cannot work here, or not with this key. The message says why, and what to do."""


class EdgeKind(Enum):
    """What happened to a key."""

    DOWN = "down"
    UP = "up"
    CANCEL = "cancel"
    """The cancel key (Esc) went down while `watch_cancel` was on."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One change of a key. `at` is monotonic seconds, taken when the backend learned of it."""

    kind: EdgeKind
    at: float


@dataclass(frozen=True, slots=True)
class Key:
    """A key that can be held.

    `code` is what the backend compares (the X keycode on X11), `name` what is shown and stored ("Right Ctrl").
    """

    name: str
    code: int
    advice: str = ""
    """What else pressing this key does, and what to choose instead: a sentence for the user. Empty: nothing else."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Facts about a backend on its desktop."""

    name: str
    can_hold: bool
    """Sees the release of a key, so that hold-to-talk works."""
    swallows: bool
    """The focused program does not see the key."""
    knows_state: bool
    """`is_physically_down` answers."""
    repeats: bool
    """Auto-repeat may arrive as release/press pairs; the gesture then waits out a grace before believing a release."""


class HotkeyBackend(Protocol):
    """Listens for one key. All methods may be called from any one thread; `sink` is called from the backend's."""

    capabilities: Capabilities

    def start(self, key: Key, sink: Callable[[Edge], None], lost: Callable[[str], None]) -> None:
        """Listen for `key`. `lost` is called once, with a sentence for the user, if listening ends by itself.

        Raises HotkeyUnavailable.
        """

    def stop(self) -> None:
        """Stop listening and give back every resource. Idempotent."""

    def is_physically_down(self) -> bool | None:
        """Whether the key is down right now; None if the desktop does not tell."""

    def watch_cancel(self, on: bool) -> None:
        """Report Esc as `EdgeKind.CANCEL` while on. Esc is never kept from the focused program."""

    def resolve(self, name: str) -> Key:
        """The key of that name on this keyboard. Raises HotkeyUnavailable."""

    def capture(self, found: Callable[[Key], None]) -> Callable[[], None]:
        """Report every key that goes down (to let the user choose one), until the returned function is called."""
