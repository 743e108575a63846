"""How loud a piece of PCM is. Pure; imports numpy."""

import math
from dataclasses import dataclass

import numpy as np

FLOOR_DBFS = -120.0
"""What digital silence measures: 16 bits reach down to -96."""

METER_FLOOR_DBFS = -60.0
"""The bottom of a meter: quieter than any room."""

_FULL_SCALE = 32_768.0


@dataclass(frozen=True, slots=True)
class Level:
    """dBFS: 0 is the loudest that 16 bits can say; a sine of full scale has an RMS of -3."""

    peak_dbfs: float
    rms_dbfs: float


SILENT = Level(FLOOR_DBFS, FLOOR_DBFS)


def measure(pcm: bytes) -> Level:
    """The level of s16le samples (any rate, any channels); of none at all: silence."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    if not samples.size:
        return SILENT
    return Level(_dbfs(float(np.abs(samples).max())), _dbfs(math.sqrt(float(np.mean(samples**2)))))


def meter(dbfs: float) -> float:
    """Where a level stands on a meter from 0 (at or below -60 dBFS) to 1 (full scale)."""
    return min(1.0, max(0.0, 1.0 - dbfs / METER_FLOOR_DBFS))


def _dbfs(amplitude: float) -> float:
    return max(FLOOR_DBFS, 20 * math.log10(amplitude / _FULL_SCALE)) if amplitude else FLOOR_DBFS
