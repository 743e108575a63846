"""How long recordings that nobody needs have been kept, and which are due. Pure; imports the history's way to count
time, which no wrong clock shortens.

A recording is as old as the counter says that has run since it was first seen here, not as its date says: a clock that
is wrong for a while deletes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from .history.retention import DAY, Age


@dataclass(frozen=True, slots=True)
class Expiry:
    """What is known at a look at the clock."""

    age: Age
    since: dict[str, int] = field(default_factory=dict)
    """What the counter said when each was seen first, by id."""

    def due(self, days: int) -> list[str]:
        """Those that are kept no longer, if the user keeps them so many days; the oldest first."""
        ids = sorted(self.since, key=lambda each: self.since[each])
        return [each for each in ids if self.age.counted - self.since[each] >= days * DAY]


def looked(before: Expiry | None, spare: Iterable[str], now: int) -> Expiry:
    """After a look at wall time `now` (ms since 1970), when these were there. `before`: at the look before that."""
    age = before.age.at(now) if before else Age.begun(now)
    known = before.since if before else {}
    return Expiry(age, {each: known.get(each, age.counted) for each in spare})


def written(expiry: Expiry) -> bytes:
    """For a file."""
    return msgspec.json.encode(expiry)


def read(data: bytes) -> Expiry | None:
    """From a file; None: that makes no sense, so every recording is as good as new."""
    try:
        return msgspec.json.decode(data, type=Expiry)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
