"""From a device's rate and channels to 16 kHz mono s16le, block by block. Imports numpy and soxr, and `pcm`.

soxr, because a streaming resampler of its quality is a library's job: it keeps its filter's state between blocks, so no
block edge is heard, and gives back at the end what it held.
"""

import numpy as np
import numpy.typing as npt
import soxr

from .pcm import SAMPLE_RATE

Samples = npt.NDArray[np.float32]

_FULL_SCALE = 32_768.0

_UNUSED = 100.0
"""A channel whose peak is so many times below the loudest one's is an input without a microphone: 40 dB."""


class Converter:
    """Interleaved sound of one device or file in, the one PCM format out.

    Channels are averaged, but only those that carry sound: a microphone that fills one channel of two would lose half
    its loudness to the empty one. A channel carries sound if its loudest sample until now is within 40 dB of the
    loudest of any channel, so that the noise of an unused input does not count; loudest until now, so that the
    loudness does not pump.
    """

    def __init__(self, rate: int, channels: int) -> None:
        """`rate` in Hz, `channels` at least 1. Raises ValueError."""
        if rate <= 0 or channels <= 0:
            raise ValueError(f"Sound with {channels} channels at {rate} Hz cannot be.")
        self._channels = channels
        self._peaks = np.zeros(channels, dtype=np.float32)
        self._resampler = None if rate == SAMPLE_RATE else soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
        self._half_frame = b""

    def convert(self, block: bytes) -> bytes:
        """`block`: interleaved s16le of any length, also one that ends within a frame."""
        if self._channels == 1 and self._resampler is None:
            return block
        block = self._half_frame + block
        whole = len(block) - len(block) % (2 * self._channels)
        block, self._half_frame = block[:whole], block[whole:]
        return self.convert_samples(np.frombuffer(block, "<i2").reshape(-1, self._channels).astype(np.float32))

    def convert_samples(self, frames: npt.NDArray[np.floating]) -> bytes:
        """`frames`: shape (frames, channels), on the scale of 16-bit samples."""
        mono = self._mix(frames.astype(np.float32, copy=False))
        return _pcm(mono if self._resampler is None else self._resampler.resample_chunk(mono))

    def flush(self) -> bytes:
        """What the resampler still holds. Nothing may be converted afterwards."""
        if self._resampler is None:
            return b""
        return _pcm(self._resampler.resample_chunk(np.empty(0, np.float32), last=True))

    def _mix(self, frames: Samples) -> Samples:
        if self._channels == 1:
            return np.ascontiguousarray(frames[:, 0])
        if len(frames):
            self._peaks = np.maximum(self._peaks, np.abs(frames).max(axis=0))
        carrying = self._peaks * _UNUSED >= self._peaks.max()
        mixed: Samples = frames[:, carrying].mean(axis=1, dtype=np.float32)
        return mixed


def _pcm(samples: Samples) -> bytes:
    return np.clip(np.rint(samples), -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
