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
    STALLED = "stalled"
    """It is there and open, and delivers nothing: not even silence."""
    SERVER = "server"
    """The sound server or the sound system does not answer, so that no microphone can be used."""
    UNAVAILABLE = "unavailable"
    """It is there and does not work, for whatever reason the sound system gave."""


_HAPPENED = {
    DeviceErrorKind.UNKNOWN: "{device} is not there",
    DeviceErrorKind.BUSY: "{device} is in use by another program",
    DeviceErrorKind.VANISHED: "{device} is gone",
    DeviceErrorKind.STALLED: "{device} delivers no sound",
    DeviceErrorKind.UNAVAILABLE: "{device} cannot be used",
}

SOME_DEVICE = "The microphone"
"""What a device is called whose name is not known."""


class DeviceError(Exception):
    """A microphone cannot be used. The message says which, why, and what to do.

    `device` is what to call it in a sentence: `quoted(name)`, or SOME_DEVICE.
    """

    def __init__(
        self, sentence: str, kind: DeviceErrorKind = DeviceErrorKind.UNAVAILABLE, device: str = SOME_DEVICE
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.device = device

    @property
    def happened(self) -> str:
        """What happened, without what to do: the beginning of a sentence. "“Blue Yeti” is gone"."""
        match self.kind:
            case DeviceErrorKind.NONE:
                return "There is no microphone"
            case DeviceErrorKind.SERVER:
                return "The sound server does not answer"
        return _HAPPENED[self.kind].format(device=self.device)


def quoted(name: str) -> str:
    """A device's name within a sentence."""
    return f"“{name}”"


def no_server() -> DeviceError:
    """The sound server does not answer."""
    return DeviceError(
        "The sound server (PulseAudio or PipeWire) does not answer. Start it, or log in again.", DeviceErrorKind.SERVER
    )
