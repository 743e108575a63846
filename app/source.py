"""What sound comes from: the microphone, or a recording that stands in for it. Imports `audio` only."""

from collections.abc import Callable
from typing import Protocol

from audio.errors import DeviceError
from audio.level import Level
from audio.pcm import Format


class Source(Protocol):
    """Delivers blocks of interleaved s16le sound between `start` and `stop`.

    `start`, `stop` and `close` are called from one control thread and may take their time; the callbacks come from a
    thread of the source's own.
    """

    @property
    def overflows(self) -> int:
        """How often the sound system said that it dropped samples, since the source was made."""

    def prepare(self) -> None:
        """Get ready ahead of the first press. Never raises."""

    def start(self, on_block: Callable[[bytes], None], on_end: Callable[[DeviceError], None]) -> Format:
        """Let blocks come. `on_end` is called once if they end by themselves. Raises DeviceError."""

    def heard(self, level: Level) -> None:
        """How loud the latest piece of it was; called on the stream thread, about twenty times a second."""

    def stop(self) -> None:
        """Take what was in the air until now, then stop. No block comes after it has returned."""

    def close(self) -> None:
        """Give the device back."""
