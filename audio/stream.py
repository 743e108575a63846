"""One PortAudio stream on one device. Imports `portaudio`, `devices`, `take` and `errors`.

Opening, starting and closing one may hang with the sound server: `Microphone` makes these calls with patience.
"""

import itertools
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from . import devices, portaudio
from .errors import SOME_DEVICE, DeviceError, DeviceErrorKind, quoted
from .pcm import SAMPLE_RATE, Format
from .take import BlockTimes, Take

BLOCKS_PER_SECOND = 50

_numbers = itertools.count(1)

_BUSY = -9985
"""paDeviceUnavailable (portaudio.h)."""
_FORMAT_REFUSED = (-9998, -9997, -9994)
"""paInvalidChannelCount, paInvalidSampleRate, paSampleFormatNotSupported: another format may do."""


class Stream:
    """Open from the start. `first` is the format to try first. Raises DeviceError."""

    def __init__(self, device: devices.Device, first: Format) -> None:
        self.device = device
        self.tag = f"{os.getpid()}-{next(_numbers)}"
        """What the sound server knows it by."""
        self._take: Take | None = None
        self.format, self._stream = self._open(first)
        self._closed = False

    def start(self, take: Take) -> None:
        """Let blocks come, to `take`. Raises DeviceError."""
        take.rate = self.format.rate
        self._take = take
        try:
            with devices.directed_to(self.device, self.tag):
                self._stream.start()
        except portaudio.library().PortAudioError as error:
            raise refusal(error, self.device) from error

    def drain(self) -> None:
        """Wait until the sound that is in the air now has arrived."""
        with suppress(portaudio.library().PortAudioError):  # it ended meanwhile, by itself
            if self._take and not self._take.over:
                self._take.drain(self._stream.time, self._stream.latency)

    def abort(self) -> None:
        """Stop at once, but stay open."""
        # What was in the air has arrived: nothing is pending that Pa_StopStream would have to wait for (20 ms).
        self._stream.abort()

    def close(self) -> None:
        """Give the device back. Idempotent."""
        if not self._closed:
            self._closed = True
            self._stream.close(ignore_errors=True)

    def _open(self, first: Format) -> tuple[Format, Any]:
        """16 kHz mono where the sound system converts, else what the device has."""
        index = devices.portaudio_index(self.device)
        refused: Exception | None = None
        for wanted in self._formats(first):
            try:
                with devices.directed_to(self.device, self.tag):
                    return wanted, self._make(index, wanted.rate, wanted.channels)
            except portaudio.library().PortAudioError as error:
                refused = error
                if _code(error) not in _FORMAT_REFUSED and self.device.host_api == devices.PULSE:
                    break  # a sound server converts: what it refuses it refuses in every format
        assert refused
        raise refusal(refused, self.device) from refused

    def _formats(self, first: Format) -> Iterable[Format]:
        """In the order of trying: first what it was opened with before, as each refusal takes a part of the press."""
        rates, channels = (SAMPLE_RATE, self.device.default_rate or 48_000), (1, self.device.channels or 1)
        return dict.fromkeys((first, *(Format(rate, count) for rate in rates for count in channels)))

    def _make(self, index: int, rate: int, channels: int) -> Any:
        return portaudio.library().RawInputStream(
            samplerate=rate,
            blocksize=rate // BLOCKS_PER_SECOND,
            device=index,
            channels=channels,
            dtype="int16",
            latency="low",
            callback=self._block,
            finished_callback=self._ended,
        )

    def _block(self, data: Any, frames: int, times: BlockTimes, status: Any) -> None:
        if take := self._take:
            take.block(bytes(data), frames, times, status.input_overflow)

    def _ended(self) -> None:
        if take := self._take:
            take.ended()


def refusal(error: Exception, device: devices.Device) -> DeviceError:
    """Why PortAudio does not open or start a stream on `device`."""
    if known := devices.trouble(device):
        return known
    named, called = named_in_sentences(device)
    if _code(error) == _BUSY:
        return DeviceError(
            f"{called} is in use by another program. Close that, or choose another in the settings.",
            DeviceErrorKind.BUSY,
            named,
        )
    why = str(error.args[0]).rpartition(": ")[2].partition(" [")[0] if error.args else "no reason given"
    return DeviceError(
        f"{called} cannot be opened ({why}). Check that it is plugged in, or choose another one.", device=named
    )


def named_in_sentences(device: devices.Device) -> tuple[str, str]:
    """What to call it within a sentence, and at the beginning of one that tells who "it" is."""
    if device.host_api == devices.PULSE and device.source is None:  # the default one, whichever that is
        return SOME_DEVICE, SOME_DEVICE
    return quoted(device.name), f"The microphone {quoted(device.name)}"


def _code(error: Exception) -> int | None:
    return error.args[1] if len(error.args) > 1 else None
