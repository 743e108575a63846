"""How long ago something was written, by a clock that can be trusted to count. Pure; time is an argument.

Wall clocks are wrong at times: without a battery they start in 1970, another system on the same computer may have set
them hours off, and a typing error sets the year. A text must not be deleted because of that. So a record is not dated:
it is stamped with a counter of milliseconds, which follows the wall clock, but

- never goes back, and does not run a second time through what it went through already;
- takes a leap (more than `STEP` at once, either way) only when the clock still goes on from there `PROOF` later. After
  a holiday texts therefore go a day late; a clock that was wrong for less than that deletes nothing.
"""

from dataclasses import dataclass, replace

HOUR = 3_600_000
DAY = 24 * HOUR
STEP = 2 * DAY
"""Milliseconds between two looks at the clock that are believed at once. Over a weekend nobody looks."""
PROOF = DAY
LONGEST_BREAK = 366 * DAY
"""Two looks that are further apart do not prove one another."""


@dataclass(frozen=True, slots=True)
class Age:
    """The counter, and what it knows of the wall clock. All in milliseconds; wall times since 1970."""

    counted: int
    """The counter."""
    believed: int
    """The latest wall time that was believed, since the last leap that was."""
    highest: int
    """The latest wall time that ever was."""
    leapt: int | None = None
    """The wall time when it leapt, and has not been believed yet."""

    @classmethod
    def begun(cls, now: int) -> "Age":
        """A new counter."""
        return cls(0, now, now)

    def at(self, now: int) -> "Age":
        """After a look at the wall clock."""
        ahead = now - self.believed
        if abs(ahead) <= STEP:
            step = max(0, ahead)
            return Age(self.counted + step, self.believed + step, max(self.highest, now))
        if self.leapt is None or not 0 <= now - self.leapt <= LONGEST_BREAK:
            return replace(self, leapt=now)
        if now - self.leapt < PROOF:
            return self
        return Age(self.counted + max(0, now - self.highest), now, max(self.highest, now))
