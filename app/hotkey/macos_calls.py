"""What the hotkey asks of macOS, call by call: a narrow Protocol, so that all above it runs in tests. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class TapKind(Enum):
    """What an event tap was called with."""

    DOWN = "key down"
    UP = "key up"
    FLAGS = "a modifier moved"
    DISABLED = "macOS switched the tap off"


@dataclass(frozen=True, slots=True)
class TapEvent:
    """One call of an event tap. `flags` as in CGEventFlags, `at`: monotonic seconds when it was called."""

    kind: TapKind
    code: int
    flags: int
    at: float
    repeat: bool = False
    ours: bool = False
    """Holdfast pressed it."""


class TapError(Exception):
    """macOS gave no event tap."""


class Tap(Protocol):
    """A tap that listens, on a thread of its own with its own run loop. Its methods: from any thread."""

    def is_enabled(self) -> bool:
        """Whether macOS still calls it."""

    def enable(self) -> None:
        """Switch it on again."""

    def close(self) -> None:
        """Take it away. Nothing is told any more once this returned. Idempotent."""


class TapCalls(Protocol):
    """See `macos_api` for the documentation of each."""

    def may_listen(self) -> bool:
        """Whether the user allowed us to listen for keys (Input Monitoring, or Accessibility)."""

    def ask_to_listen(self) -> None:
        """Have macOS ask the user for that. It asks once; later nothing happens."""

    def listen(self, tell: Callable[[TapEvent], None]) -> Tap:
        """Begin. `tell` must only put what it is told somewhere. Raises TapError."""

    def is_down(self, code: int) -> bool:
        """Whether the key at that place is down right now."""

    def flags(self) -> int:
        """The modifiers that are down right now, as in CGEventFlags, with the sides."""
