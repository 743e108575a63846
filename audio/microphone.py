"""The microphone: blocks from the sound card, from the first sample after `start` to the last one before `stop`.

Imports sounddevice, `devices` and `errors`. All methods belong to the one thread that controls sound devices; blocks
come on PortAudio's own thread, where nothing is done but to copy and to hand over.

Measured on PulseAudio (2 busy cores): blocks of 20 ms at latency "low" arrive 15-28 ms old and without overflow, while
latency "high" delivers bursts that are 277 ms old; a stream that was created before is running 2 ms after `start`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sounddevice

from . import devices
from .errors import DeviceError, DeviceErrorKind
from .pcm import SAMPLE_RATE

OnBlock = Callable[[bytes], None]
OnEnd = Callable[[DeviceError], None]

BLOCKS_PER_SECOND = 50
SILENT_LIMIT_S = 0.5
"""No block for so long, and the device is taken for gone: PulseAudio moves or starves a stream without saying so."""
FIRST_BLOCK_LIMIT_S = 3.0
"""A device may take longer to wake up: a Bluetooth headset changes its profile in 0.5 to 2 s."""
DRAIN_LIMIT_S = 0.25
"""How long `stop` waits for sound that was in the air. Beyond that the driver's clock is not to be believed."""

_BUSY = -9985
"""paDeviceUnavailable (portaudio.h)."""


@dataclass(frozen=True, slots=True)
class Format:
    """What the blocks of a source are: interleaved s16le, `channels` samples a frame, `rate` frames a second."""

    rate: int
    channels: int


class Microphone:
    """One microphone, by name; None: the system's default. Touches no hardware before `prepare` or `start`."""

    def __init__(self, device: str | None) -> None:
        self._name = device
        self._stream: sounddevice.RawInputStream | None = None
        self._format = Format(SAMPLE_RATE, 1)
        self._device: devices.Device | None = None
        self._take: _Take | None = None
        self.overflows = 0

    def prepare(self) -> None:
        """Create the stream, stopped, so that `start` is quick. Never raises: `start` will say what is wrong."""
        try:
            if self._stream is None:
                self._open()
        except DeviceError:
            self.close()

    def start(self, on_block: OnBlock, on_end: OnEnd) -> Format:
        """Let blocks come, on PortAudio's thread, each a copy of its own.

        `on_end` is called once, from any thread, if they end by themselves. A stream that was prepared long ago may be
        stale: then the devices are looked up again, once. Raises DeviceError.
        """
        self.stop()
        try:
            return self._start(on_block, on_end)
        except DeviceError:
            self.close()
            _look_again()
        try:
            return self._start(on_block, on_end)
        except DeviceError:
            self.close()
            raise

    def stop(self) -> None:
        """Wait until the sound that is in the air now has arrived, then stop. Afterwards no block comes. Idempotent."""
        take = self._take
        if take is None or self._stream is None:
            return
        if take.over.is_set():
            self.close()  # it ended by itself: such a stream is not used again
            return
        take.drain(self._stream)
        take.finish()
        self._take = None
        self.overflows += take.overflows
        try:
            # What was in the air has arrived: nothing is pending that Pa_StopStream would have to wait for (20 ms).
            self._stream.abort()
        except sounddevice.PortAudioError:
            self.close()

    def close(self) -> None:
        """Stop at once and give the device back. Idempotent."""
        take, self._take = self._take, None
        if take:
            take.finish()
            self.overflows += take.overflows
        stream, self._stream = self._stream, None
        if stream:
            stream.close(ignore_errors=True)

    # ------------------------------------------------------------------------------------------------ one take

    def _start(self, on_block: OnBlock, on_end: OnEnd) -> Format:
        if self._stream is None:
            self._open()
        assert self._stream and self._device
        take = _Take(on_block, on_end, self._format, self._gone())
        self._take = take
        try:
            with devices.directed_to(self._device):
                self._stream.start()
        except sounddevice.PortAudioError as error:
            self._take = None
            raise self._refusal(error) from error
        take.watch()
        return self._format

    def _open(self) -> None:
        """Create the stream: 16 kHz mono where the sound system converts, else what the device has."""
        device = self._device = devices.choose(self._name)
        index = devices.portaudio_index(device)
        refused: sounddevice.PortAudioError | None = None
        for rate in dict.fromkeys((SAMPLE_RATE, device.default_rate or 48_000)):
            for channels in dict.fromkeys((1, device.channels or 1)):
                try:
                    with devices.directed_to(device):
                        self._stream = self._make(index, rate, channels)
                except sounddevice.PortAudioError as error:
                    refused = error
                else:
                    self._format = Format(rate, channels)
                    return
        assert refused
        raise self._refusal(refused) from refused

    def _make(self, index: int, rate: int, channels: int) -> sounddevice.RawInputStream:
        return sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=rate // BLOCKS_PER_SECOND,
            device=index,
            channels=channels,
            dtype="int16",
            latency="low",
            callback=self._block,
            finished_callback=self._finished,
        )

    def _block(self, data: Any, frames: int, times: Any, status: sounddevice.CallbackFlags) -> None:
        if take := self._take:
            take.block(bytes(data), frames, times, status)

    def _finished(self) -> None:
        if take := self._take:
            take.end()

    # ------------------------------------------------------------------------------------------------ sentences

    def _gone(self) -> DeviceError:
        return DeviceError(
            f"{self._called()} stopped delivering sound. Plug it in again, or choose another in the settings.",
            DeviceErrorKind.VANISHED,
        )

    def _refusal(self, error: sounddevice.PortAudioError) -> DeviceError:
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


class _Take:
    """What PortAudio's thread, the watchdog and the control thread share about the blocks of one start."""

    def __init__(self, on_block: OnBlock, on_end: OnEnd, expected: Format, gone: DeviceError) -> None:
        self._on_block = on_block
        self._on_end = on_end
        self._rate = expected.rate
        self._gone = gone
        self._lock = threading.Lock()
        self._finishing = False
        self._last_block_at: float | None = None
        self._drained_at: float | None = None
        self._drained = threading.Event()
        self.over = threading.Event()
        self.overflows = 0

    def block(self, block: bytes, frames: int, times: Any, status: sounddevice.CallbackFlags) -> None:
        """On PortAudio's thread."""
        if self.over.is_set():
            return
        self._last_block_at = time.monotonic()
        if status.input_overflow:
            self.overflows += 1
        self._on_block(block)
        if self._drained_at is not None and times.inputBufferAdcTime + frames / self._rate >= self._drained_at:
            self._drained.set()

    def drain(self, stream: sounddevice.RawInputStream) -> None:
        """Let blocks come until one ends after this moment, by the clock that stamps them."""
        self._drained_at = stream.time
        self._drained.wait(DRAIN_LIMIT_S)

    def watch(self) -> None:
        """Notice when blocks stop coming, though nobody says so."""
        threading.Thread(target=self._watch, args=(time.monotonic(),), name="microphone-watch", daemon=True).start()

    def _watch(self, started: float) -> None:
        while not self.over.wait(SILENT_LIMIT_S / 5):
            now, last = time.monotonic(), self._last_block_at
            if now - (last or started) > (SILENT_LIMIT_S if last else FIRST_BLOCK_LIMIT_S):
                self.end()

    def end(self) -> None:
        """No block will come any more: tell, unless that was our own doing."""
        with self._lock:
            told = self._finishing or self.over.is_set()
            self.over.set()
        self._drained.set()
        if not told:
            self._on_end(self._gone)

    def finish(self) -> None:
        """Blocks are unwanted from here on."""
        with self._lock:
            self._finishing = True
            self.over.set()


def _look_again() -> None:
    try:
        devices.refresh()
    except sounddevice.PortAudioError as error:
        raise DeviceError(
            f"The sound system does not answer ({error.args[0]}). Start it, or restart the computer."
        ) from error
