"""A recording as a file that every program can play. Imports the PCM's numbers."""

import contextlib
import wave
from pathlib import Path

from audio.pcm import SAMPLE_BYTES, SAMPLE_RATE


def save_wav(path: Path, pcm: bytes) -> str:
    """Write 16 kHz mono s16le as WAV, instead of what is there; why that could not be, as a sentence, else empty.

    Blocks. A file that could not be written whole is removed.
    """
    try:
        with path.open("wb") as whole, wave.open(whole, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(pcm)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        return f"The recording was not saved: {path}: {error.strerror or error}."
    return ""
