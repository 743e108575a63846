"""The one PCM format that travels through Holdfast, what sources give before it, and the arithmetic on it. Imports
nothing of ours.

Everything between the microphone and a recogniser is 16 kHz, mono, signed 16-bit little-endian: the format that
all supported services take, so that no codec ever converts.
"""

from dataclasses import dataclass

SAMPLE_RATE = 16_000
"""Samples a second."""

SAMPLE_BYTES = 2
"""Bytes a sample (signed 16-bit little-endian, one channel)."""

CHUNK_MS = 100
CHUNK_SAMPLES = SAMPLE_RATE * CHUNK_MS // 1000
CHUNK_BYTES = CHUNK_SAMPLES * SAMPLE_BYTES
"""3,200 bytes: what is sent at a time."""


@dataclass(frozen=True, slots=True)
class Format:
    """What the blocks of a source are: interleaved s16le, `channels` samples a frame, `rate` frames a second."""

    rate: int
    channels: int


def silence(milliseconds: int) -> bytes:
    """Digital silence of the given length, as PCM bytes."""
    return bytes(SAMPLE_RATE * milliseconds // 1000 * SAMPLE_BYTES)


def sample_count(pcm: bytes) -> int:
    """How many whole samples `pcm` holds."""
    return len(pcm) // SAMPLE_BYTES


def seconds(samples: int) -> float:
    """The duration of `samples` samples, in seconds."""
    return samples / SAMPLE_RATE
