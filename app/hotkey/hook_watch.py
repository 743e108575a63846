"""Whether Windows' keyboard hook still hears. Pure; imports nothing of ours.

Windows takes a hook away without a word (see `windows`). Two things betray it: somebody uses keyboard or mouse, and the
hook hears no key for long; or a key that is listened for is down, and the hook has not heard of it.
"""

from dataclasses import dataclass

WATCH_S = 0.25
"""How often is looked."""
DEAF_S = 5.0
"""The hook is put in place anew when keyboard or mouse were used so much later than it last heard a key. Who uses the
mouse alone has it renewed so often, which costs nothing. AltSnap's way: https://github.com/RamonUnch/AltSnap/pull/771"""
UNHEARD_LOOKS = 2
"""Looks in a row that find a key down unheard: its event may be on the way at the first one."""


@dataclass
class HookWatch:
    """What is known of one hook. Times are monotonic seconds."""

    heard_at: float = 0.0
    """When it last heard a key."""
    hooked_at: float = 0.0
    """When it was put in place."""
    look_at: float = 0.0
    """When to look next."""
    unheard: int = 0
    """Looks in a row that found a key down unheard."""

    def heard(self, at: float) -> None:
        """The hook was called."""
        self.heard_at = at

    def is_due(self, now: float) -> bool:
        """Whether it is time to look; the next time is fixed then."""
        if now < self.look_at:
            return False
        self.look_at = now + WATCH_S
        return True

    def is_deaf(self, now: float, last_input: float, unheard: bool) -> bool:
        """Whether the hook has to be put in place anew; that it is, is taken for done. `last_input`: when keyboard or
        mouse were used last. `unheard`: a key is down that it has not told of."""
        self.unheard = self.unheard + 1 if unheard else 0
        if self.unheard < UNHEARD_LOOKS and last_input <= max(self.heard_at, self.hooked_at) + DEAF_S:
            return False
        self.hooked_at, self.unheard = now, 0
        return True
