"""Recordings as 16 kHz mono s16le, read piece by piece. Imports soundfile (libsndfile) and numpy, `pcm`, `resample`.

libsndfile knows every WAV there is (8 to 32 bits, float, any rate and channels), and FLAC, OGG and MP3.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import soundfile

from .pcm import SAMPLE_BYTES, SAMPLE_RATE
from .resample import Converter

PIECE_FRAMES = 16_384
"""Frames that are read at a time: a two-hour recording is never in memory as a whole."""

STDIN = "-"

_RAW_PIECE = SAMPLE_RATE // 50 * SAMPLE_BYTES
"""20 ms: what comes through a pipe may be spoken this moment."""

_FULL_SCALE = 32_768.0


class RecordingError(Exception):
    """A recording cannot be read. The message names it and says why, and what to do."""


class Recording:
    """Iterates over pieces of 16 kHz mono s16le. Close it, or use it in a `with`."""

    duration: float | None
    """Seconds; None: not known until it ends."""

    def __iter__(self) -> Iterator[bytes]:
        raise NotImplementedError

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class _SoundFile(Recording):
    def __init__(self, name: str, file: soundfile.SoundFile) -> None:
        self._name = name
        self._file = file
        self.duration = file.frames / file.samplerate

    def __iter__(self) -> Iterator[bytes]:
        converter = Converter(self._file.samplerate, self._file.channels)
        while True:
            try:
                frames = self._file.read(PIECE_FRAMES, dtype="float32", always_2d=True)
            except soundfile.SoundFileError as error:
                raise RecordingError(
                    f"{self._name} is damaged and cannot be read to its end ({_why(error)})."
                ) from error
            if not len(frames):
                break
            yield converter.convert_samples(frames * _FULL_SCALE)
        yield converter.flush()

    def close(self) -> None:
        self._file.close()


class _RawStream(Recording):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.duration = None

    def __iter__(self) -> Iterator[bytes]:
        half = b""
        # read1: what is there now, without waiting until a buffer is full.
        while piece := self._stream.read1(_RAW_PIECE):  # type: ignore[attr-defined]
            piece = half + piece
            whole = len(piece) - len(piece) % SAMPLE_BYTES
            half = piece[whole:]
            yield piece[:whole]


def open_recording(path: str) -> Recording:
    """The recording at `path`; `-`: raw 16 kHz mono s16le on standard input. Raises RecordingError."""
    if path == STDIN:
        return _RawStream(sys.stdin.buffer)
    file = Path(path)
    if file.is_dir():
        raise RecordingError(f"{path} is a folder. Name a recording in it.")
    try:
        if file.stat().st_size == 0:
            raise RecordingError(f"{path} is empty (0 bytes). Record it again.")
        opened = soundfile.SoundFile(file)
    except FileNotFoundError as error:
        raise RecordingError(f"There is no file {path}. Check the name.") from error
    except OSError as error:
        raise RecordingError(f"{path} cannot be read: {error.strerror or error}.") from error
    except soundfile.SoundFileError as error:
        raise RecordingError(
            f"{path} is not a recording that can be read ({_why(error)}). WAV, FLAC, OGG and MP3 can."
        ) from error
    if opened.frames == 0:
        opened.close()
        raise RecordingError(f"{path} holds no sound (its length is 0 s). Record it again.")
    return _SoundFile(path, opened)


def _why(error: soundfile.SoundFileError) -> str:
    return str(getattr(error, "error_string", error)).strip().rstrip(".")
