"""What the hotkey asks of Windows, call by call: a narrow Protocol, so that all above it runs in tests. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

INJECTED, EXTENDED = 0x10, 0x01
"""LLKHF_INJECTED, LLKHF_EXTENDED. https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-kbdllhookstruct"""


@dataclass(frozen=True, slots=True)
class HookEvent:
    """What the low-level keyboard hook was called with."""

    virtual_key: int
    scan_code: int
    flags: int
    down: bool
    at: float
    """Monotonic seconds when the hook was called."""


@dataclass(frozen=True, slots=True)
class ChordPressed:
    """WM_HOTKEY: a registered combination went down."""

    number: int
    at: float


Heard = HookEvent | ChordPressed


@dataclass(frozen=True, slots=True)
class Registration:
    """What RegisterHotKey wants. `modifiers`: MOD_ALT and so on."""

    modifiers: int
    virtual_key: int


class CallsError(Exception):
    """Windows refused. `chord`: the number of the combination that somebody else has; None: it was the hook."""

    def __init__(self, text: str, chord: int | None = None) -> None:
        super().__init__(text)
        self.chord = chord


class Listening(Protocol):
    """A hook and combinations, on a thread of their own that dispatches its messages. Its methods: from any thread."""

    def rehook(self) -> None:
        """Install the hook anew, the new one before the old one is taken away. Returns at once."""

    def close(self) -> None:
        """Take everything away. Nothing is told any more once this returned. Idempotent."""


class KeyboardCalls(Protocol):
    """See `windows_api` for the documentation of each."""

    def listen(self, tell: Callable[[Heard], None], hook: bool, chords: Mapping[int, Registration]) -> Listening:
        """Begin: with a hook for every key, or without. `tell` must only put what it is told somewhere. Raises
        CallsError."""

    def is_down(self, virtual_key: int) -> bool:
        """Whether a key is down right now, as far as Windows tells us: not while a program above us is in front."""

    def last_input(self) -> float:
        """When a key or the mouse was last used, in monotonic seconds, to 16 ms."""
