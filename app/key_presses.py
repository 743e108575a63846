"""Presses of the keys that are not held: which reports are presses, and which only repeats. Pure; imports nothing.

A repeat must not count: a key for hands-free dictation that is held a little too long would begin and end it 25 times a
second. A release that was never reported must not make the key deaf for ever.
"""

from dataclasses import dataclass, replace

SILENCE_S = 0.7
"""A press so long after the one before is no repeat of it: the first comes after 500 to 660 ms, the others after 40."""
PAIR_S = 0.04
"""A press so soon after a release is the other half of a repeat, where repeats come as pairs."""


@dataclass(frozen=True, slots=True)
class Presses:
    """What was reported of one key. Made with no arguments; every other value comes out of `down` and `up`."""

    is_down: bool = False
    heard_at: float = float("-inf")
    """When it was reported last, down or up."""

    def down(self, at: float, pairs: bool = False) -> tuple["Presses", bool]:
        """It was reported down; whether that is a press. `pairs`: repeats come as release and press."""
        since = at - self.heard_at
        is_press = since > SILENCE_S if self.is_down else not pairs or since >= PAIR_S
        return Presses(True, at), is_press

    def up(self, at: float) -> "Presses":
        """It was reported up."""
        return replace(self, is_down=False, heard_at=at)
