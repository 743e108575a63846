"""Stand-ins for what Windows and macOS tell of keys, as their documentation says; they never saw either system.

What a finger does is recorded as a sequence of calls, and reaches the backend through its own thread.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.hotkey.macos_calls import TapError, TapEvent, TapKind
from app.hotkey.macos_table import DEVICE_BITS, FLAGS, SIDES
from app.hotkey.windows_calls import CallsError, ChordPressed, Heard, HookEvent, Registration

MODIFIER_BITS = {0x1: (0xA4, 0xA5), 0x2: (0xA2, 0xA3), 0x4: (0xA0, 0xA1), 0x8: (0x5B, 0x5C)}


@dataclass
class Hook:
    """Implements Listening."""

    tell: Callable[[Heard], None]
    hook: bool
    chords: Mapping[int, Registration]
    alive: bool = True
    """Windows has not taken the hook away."""
    rehooked: int = 0
    closed: bool = False

    def rehook(self) -> None:
        self.alive = True
        self.rehooked += 1

    def close(self) -> None:
        self.closed = True


class FakeKeyboard:
    """Implements KeyboardCalls."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []
        self.down: set[int] = set()
        self.blind = False
        """A program above us is in front."""
        self.used_at = time.monotonic()
        self.taken: set[int] = set()
        """Virtual keys of combinations that somebody else has."""
        self.forbidden = False

    def listen(self, tell: Callable[[Heard], None], hook: bool, chords: Mapping[int, Registration]) -> Hook:
        for number, chord in chords.items():
            if chord.virtual_key in self.taken:
                raise CallsError("Hot key is already registered", number)
        if self.forbidden:
            raise CallsError("Access is denied")
        self.hooks.append(Hook(tell, hook, chords))
        return self.hooks[-1]

    def is_down(self, virtual_key: int) -> bool:
        return virtual_key in self.down and not self.blind

    def last_input(self) -> float:
        return self.used_at

    # -------------------------------------------------------------------------------------------- what a finger does

    def press(self, virtual_key: int, scan: int = 0, flags: int = 0) -> None:
        """Down, or its repeat."""
        fresh = virtual_key not in self.down
        self.down.add(virtual_key)
        self._tell(virtual_key, scan, flags, True)
        held = sum(bit for bit, codes in MODIFIER_BITS.items() if self.down & set(codes))
        for hook in self._open() if fresh else ():
            for number, chord in hook.chords.items():
                if chord.virtual_key == virtual_key and chord.modifiers & 0xF == held:
                    hook.tell(ChordPressed(number, time.monotonic()))

    def release(self, virtual_key: int, scan: int = 0, flags: int = 0) -> None:
        """Up."""
        self.down.discard(virtual_key)
        self._tell(virtual_key, scan, flags, False)

    def _tell(self, virtual_key: int, scan: int, flags: int, down: bool) -> None:
        self.used_at = time.monotonic()
        for hook in self._open():
            if hook.hook and hook.alive and not self.blind:
                hook.tell(HookEvent(virtual_key, scan, flags, down, time.monotonic()))

    def _open(self) -> list[Hook]:
        return [each for each in self.hooks if not each.closed]


@dataclass
class FakeTap:
    """Implements Tap."""

    tell: Callable[[TapEvent], None]
    may_be_enabled: bool = True
    enabled: bool = True
    enablings: int = 0
    closed: bool = False

    def is_enabled(self) -> bool:
        return self.enabled

    def enable(self) -> None:
        self.enablings += 1
        self.enabled = self.may_be_enabled

    def close(self) -> None:
        self.closed = True


class FakeMacKeyboard:
    """Implements TapCalls."""

    def __init__(self) -> None:
        self.allowed = True
        self.asked = 0
        self.gives_taps = True
        self.taps: list[FakeTap] = []
        self.down: set[int] = set()
        self.tells_sides = True

    def may_listen(self) -> bool:
        return self.allowed

    def ask_to_listen(self) -> None:
        self.asked += 1

    def listen(self, tell: Callable[[TapEvent], None]) -> FakeTap:
        if not self.gives_taps:
            raise TapError
        self.taps.append(FakeTap(tell))
        return self.taps[-1]

    def is_down(self, code: int) -> bool:
        return code in self.down

    def flags(self) -> int:
        sides = sum(bit for code, bit in DEVICE_BITS.items() if code in self.down and (self.tells_sides or code == 63))
        return sides | sum(mask for each, mask in FLAGS.items() if SIDES[each] & self.down)

    # -------------------------------------------------------------------------------------------- what a finger does

    def press(self, code: int, repeat: bool = False, ours: bool = False) -> None:
        """Down, or its repeat."""
        self.down.add(code)
        self._tell(TapKind.DOWN, code, repeat, ours)

    def release(self, code: int) -> None:
        """Up."""
        self.down.discard(code)
        self._tell(TapKind.UP, code)

    def disable(self) -> None:
        """macOS loses its patience."""
        for tap in self.taps:
            tap.enabled = False
            tap.tell(TapEvent(TapKind.DISABLED, 0, 0, time.monotonic()))

    def _tell(self, kind: TapKind, code: int, repeat: bool = False, ours: bool = False) -> None:
        kind = TapKind.FLAGS if code in DEVICE_BITS or code == 57 else kind
        for tap in self.taps:
            if tap.enabled and not tap.closed:
                tap.tell(TapEvent(kind, code, self.flags(), time.monotonic(), repeat, ours))
