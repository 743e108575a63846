"""What can be wrong with sound hardware, as exceptions with a sentence for the user. Imports nothing of ours."""

from enum import Enum


class DeviceErrorKind(Enum):
    """Why there is no sound."""

    NONE = "none"
    """There is no microphone at all."""
    UNKNOWN = "unknown"
    """There is none of that name."""
    BUSY = "busy"
    """Another program holds it."""
    VANISHED = "vanished"
    """It was there, and is not any more."""
    UNAVAILABLE = "unavailable"
    """It is there and does not work, for whatever reason the sound system gave."""


class DeviceError(Exception):
    """A microphone cannot be used. The message says which, why, and what to do."""

    def __init__(self, sentence: str, kind: DeviceErrorKind = DeviceErrorKind.UNAVAILABLE) -> None:
        super().__init__(sentence)
        self.kind = kind
