"""What the computer can do to a dictation. Imports nothing of ours."""

from enum import Enum


class MachineEvent(Enum):
    """Something happened to the whole computer, or to the user's session on it."""

    FALLS_ASLEEP = "falls asleep"
    """It is about to suspend. It waits a few seconds for `MachineWatch.ready_to_sleep`."""
    AWOKE = "awoke"
    """It was suspended for a while. Connections are dead, though nobody has said so."""
    LOCKED = "locked"
    """The session is locked: what is typed goes to the lock screen."""
    UNLOCKED = "unlocked"
