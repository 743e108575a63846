"""The microphone: blocks from the sound card, from the first sample after `start` to the last one before `stop`.

Imports sounddevice, `devices`, `take` and `errors`. All methods belong to the one thread that controls sound devices;
blocks come on PortAudio's own thread, where nothing is done but to copy and to hand over.

Measured on PulseAudio (2 busy cores): blocks of 20 ms at latency "low" arrive 15-28 ms old and without overflow, while
latency "high" delivers bursts that are 277 ms old.
"""

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar

import sounddevice

from . import devices
from .errors import DeviceError, DeviceErrorKind
from .pcm import SAMPLE_RATE, Format
from .take import BlockTimes, OnBlock, OnEnd, Take

BLOCKS_PER_SECOND = 50

KEEPS_STREAM = sys.platform != "linux"
"""Whether the stream stays open, stopped, between recordings. Not on Linux: there an open stream counts as recording
from the moment it is made (measured: the source runs, uncorked; GNOME shows the microphone as in use even when it is
corked), it locks a bare ALSA device for everyone else, and starting one whose sound server was restarted never returns.
Opening it on the press brings the first block just as soon (19 ms, both ways)."""

_BUSY = -9985
"""paDeviceUnavailable (portaudio.h)."""


class Microphone:
    """One microphone, by name; None: the system's default. Touches no hardware before `prepare` or `start`."""

    _with_stream: ClassVar[set["Microphone"]] = set()
    """Those that hold a PortAudio stream: to look for devices again frees all streams, in use or not."""

    def __init__(self, device: str | None) -> None:
        self._name = device
        self._device: devices.Device | None = None
        self._stream: sounddevice.RawInputStream | None = None
        self._format = Format(SAMPLE_RATE, 1)
        self._take: Take | None = None
        self.overflows = 0

    def prepare(self) -> None:
        """Do ahead what can be done without listening, so that `start` is quick. Never raises: `start` says what is
        wrong."""
        try:
            self._device = self._device or devices.choose(self._name)
            if KEEPS_STREAM and self._stream is None:
                self._open(self._device)
        except DeviceError:
            self.close()

    def start(self, on_block: OnBlock, on_end: OnEnd) -> Format:
        """Let blocks come, on PortAudio's thread, each a copy of its own.

        `on_end` is called once, from a thread of its own, if they end by themselves. What was prepared may be stale:
        if it fails, the devices are looked up again, once. Raises DeviceError.
        """
        self.stop()
        try:
            return self._start(on_block, on_end)
        except DeviceError:
            self.close()
            self._look_again()
        try:
            return self._start(on_block, on_end)
        except DeviceError:
            self.close()
            raise

    def stop(self) -> None:
        """Wait until the sound that is in the air now has arrived, then stop. Afterwards no block comes. Idempotent."""
        take, stream = self._take, self._stream
        if take is None or stream is None:
            return
        kept = False
        with suppress(sounddevice.PortAudioError):  # it ended meanwhile, by itself
            if not take.over:
                take.drain(stream.time, stream.latency)
            kept = KEEPS_STREAM and not take.over
        self._finish()
        if kept:
            # What was in the air has arrived: nothing is pending that Pa_StopStream would have to wait for (20 ms).
            stream.abort()
        else:
            self._close_stream()

    def close(self) -> None:
        """Stop at once and give the device back. Idempotent."""
        self._finish()
        self._close_stream()
        self._device = None

    def _finish(self) -> None:
        take, self._take = self._take, None
        if take:
            take.finish()
            self.overflows += take.overflows

    def _close_stream(self) -> None:
        stream, self._stream = self._stream, None
        self._with_stream.discard(self)
        if stream:
            stream.close(ignore_errors=True)

    # ------------------------------------------------------------------------------------------------ one recording

    def _start(self, on_block: OnBlock, on_end: OnEnd) -> Format:
        if self._device is None or (self._name is None and not KEEPS_STREAM):
            self._device = devices.choose(self._name)  # the default one may have changed
        device = self._device
        stream = self._stream or self._open(device)
        take = Take(self._format.rate, on_block, on_end, lambda: devices.trouble(device), self._gone())
        self._take = take
        try:
            with devices.directed_to(device):
                stream.start()
        except sounddevice.PortAudioError as error:
            raise self._refusal(error, device) from error
        take.watch()
        return self._format

    def _open(self, device: devices.Device) -> sounddevice.RawInputStream:
        """Create the stream: 16 kHz mono where the sound system converts, else what the device has."""
        index = devices.portaudio_index(device)
        refused: sounddevice.PortAudioError | None = None
        for wanted in self._formats(device):
            try:
                with devices.directed_to(device):
                    stream = self._make(index, wanted.rate, wanted.channels)
            except sounddevice.PortAudioError as error:
                refused = error
            else:
                self._stream, self._format = stream, wanted
                self._with_stream.add(self)
                return stream
        assert refused
        raise self._refusal(refused, device) from refused

    def _formats(self, device: devices.Device) -> Iterable[Format]:
        """In the order of trying: first what it was opened with before, as each refusal takes a part of the press."""
        rates, channels = (SAMPLE_RATE, device.default_rate or 48_000), (1, device.channels or 1)
        return dict.fromkeys((self._format, *(Format(rate, count) for rate in rates for count in channels)))

    def _make(self, index: int, rate: int, channels: int) -> sounddevice.RawInputStream:
        return sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=rate // BLOCKS_PER_SECOND,
            device=index,
            channels=channels,
            dtype="int16",
            latency="low",
            callback=self._block,
            finished_callback=self._ended,
        )

    def _block(self, data: Any, frames: int, times: BlockTimes, status: sounddevice.CallbackFlags) -> None:
        if take := self._take:
            take.block(bytes(data), frames, times, status.input_overflow)

    def _ended(self) -> None:
        if take := self._take:
            take.ended()

    def _look_again(self) -> None:
        """Have PortAudio list the devices anew, unless another microphone is recording: that would end it."""
        if any(each._take and not each._take.over for each in self._with_stream):
            return
        for each in tuple(self._with_stream):
            each.close()
        devices.refresh()

    # ------------------------------------------------------------------------------------------------ sentences

    def _gone(self) -> DeviceError:
        return DeviceError(
            f"{self._called()} stopped delivering sound. Plug it in again, or choose another in the settings.",
            DeviceErrorKind.VANISHED,
        )

    def _refusal(self, error: sounddevice.PortAudioError, device: devices.Device) -> DeviceError:
        if known := devices.trouble(device):
            return known
        code = error.args[1] if len(error.args) > 1 else None
        if code == _BUSY:
            return DeviceError(
                f"{self._called()} is in use by another program. Close that, or choose another in the settings.",
                DeviceErrorKind.BUSY,
            )
        why = str(error.args[0]).rpartition(": ")[2].partition(" [")[0] if error.args else "no reason given"
        return DeviceError(
            f"{self._called()} cannot be opened ({why}). Check that it is plugged in, or choose another one."
        )

    def _called(self) -> str:
        return f"The microphone “{self._name}”" if self._name else "The microphone"
