"""Recordings as 16 kHz mono s16le, read piece by piece. Imports soundfile and numpy; `mp3`, `pcm`, `resample`.

libsndfile knows every WAV there is (8 to 32 bits, float, any rate and channels), and FLAC, OGG and MP3. A file that
breaks off or is damaged gives what can be read of it first, and the error behind that.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import soundfile

from .mp3 import Unmeasured, says_its_length
from .pcm import SAMPLE_BYTES, SAMPLE_RATE
from .resample import Converter

PIECE_FRAMES = 4_096
"""Frames that are read at a time: a two-hour recording is never in memory as a whole, and of a damaged one no more
than this is lost before the damage."""

STDIN = "-"

_RAW_PIECE = SAMPLE_RATE // 50 * SAMPLE_BYTES
"""20 ms: what comes through a pipe may be spoken this moment."""

_FULL_SCALE = 32_768.0

_UNKNOWN_FRAMES = 2**40
"""So many or more, 265 days at 48 kHz, is libsndfile's way to say that a file does not tell its length."""

_MISSING_S = 0.2
"""A file of which less is missing than this is whole: an MP3 frame here or there is the encoder's padding."""


class RecordingError(Exception):
    """A recording cannot be read, or not to its end. The message names it and says why, and what to do."""


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


class _Sequential(soundfile.SoundFile):  # type: ignore[misc] # soundfile has no types
    """Read from the start to the end. Of a file that says it can seek, soundfile seeks to where it is after every read,
    and that costs an MP3 its decoder's state: measured, a sine came out at 0 to 80 % of its loudness."""

    def seekable(self) -> bool:
        return False

    @classmethod
    def opened(cls, path: Path) -> "_Sequential":
        """Of an MP3 that does not say how long it is, `frames` is absurd."""
        made = cls(path)
        if made.format != "MP3" or says_its_length(path):
            return made
        made.close()
        return cls(Unmeasured(path))

    def close(self) -> None:
        super().close()
        if isinstance(self.name, Unmeasured):  # what it was opened with
            self.name.close()


class _SoundFile(Recording):
    def __init__(self, name: str, file: _Sequential) -> None:
        self._name = name
        self._file = file
        self.duration = file.frames / file.samplerate if file.frames < _UNKNOWN_FRAMES else None

    def __iter__(self) -> Iterator[bytes]:
        converter = Converter(self._file.samplerate, self._file.channels)
        read = 0
        damage: soundfile.SoundFileError | None = None
        # Never beyond its length: what stands behind the sound, such as a tag in a FLAC, would be taken for damage.
        while damage is None and (wanted := min(PIECE_FRAMES, self._file.frames - read)):
            try:
                frames = self._file.read(wanted, dtype="float32", always_2d=True)
            except soundfile.SoundFileError as error:
                damage = error
            else:
                if not len(frames):
                    break
                read += len(frames)
                # Floats may be anything: beyond full scale, infinite, no number at all.
                sane = np.clip(np.nan_to_num(frames, posinf=1.0, neginf=-1.0), -1.0, 1.0)
                yield converter.convert_samples(sane * _FULL_SCALE)
        yield converter.flush()
        if damage:
            raise RecordingError(
                f"{self._name} is damaged and cannot be read to its end ({_why(damage)}). "
                "What could be read was used; for the rest, repair it or record it again."
            ) from damage
        seconds = read / self._file.samplerate
        if self.duration is not None and self.duration - seconds > _MISSING_S:
            raise RecordingError(
                f"{self._name} is damaged: of its {self.duration:.1f} s only {seconds:.1f} s can be read. "
                "Those were used; for the rest, repair it or record it again."
            )

    def close(self) -> None:
        self._file.close()


class _RawStream(Recording):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.duration = None

    def __iter__(self) -> Iterator[bytes]:
        half = b""
        heard = False
        while piece := self._what_is_there():
            heard = True
            piece = half + piece
            whole = len(piece) - len(piece) % SAMPLE_BYTES
            half = piece[whole:]
            yield piece[:whole]
        if not heard:
            raise RecordingError("Nothing came through standard input. Pipe raw 16 kHz mono s16le into it.")

    def _what_is_there(self) -> bytes:
        """Now, without waiting until a buffer is full."""
        try:
            return bytes(self._stream.read1(_RAW_PIECE))  # type: ignore[attr-defined]
        except OSError as error:
            raise RecordingError(
                f"Standard input broke off ({error.strerror or error}). What came until then was used."
            ) from error


def open_recording(path: str) -> Recording:
    """The recording at `path`; `-`: raw 16 kHz mono s16le on standard input. Raises RecordingError."""
    if path == STDIN:
        if sys.stdin is None:
            raise RecordingError("Standard input is closed. Pipe raw 16 kHz mono s16le into it.")
        if sys.stdin.isatty():
            raise RecordingError("Standard input is a terminal. Pipe raw 16 kHz mono s16le into it.")
        return _RawStream(sys.stdin.buffer)
    file = Path(path)
    try:
        size = file.stat().st_size
        if file.is_dir():
            raise RecordingError(f"{path} is a folder. Name a recording in it.")
        if size == 0:
            raise RecordingError(f"{path} is empty (0 bytes). Record it again.")
        if file.suffix.lower() == ".raw":
            raise RecordingError(
                f"{path} does not say what its bytes are. If they are 16 kHz mono s16le, pipe them in: - < {path}"
            )
        file.open("rb").close()  # libsndfile does not tell why it may not
        opened = _Sequential.opened(file)
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
        raise RecordingError(
            f"{path} holds no sound that can be read: its length is 0 s, or it is damaged. Record it again."
        )
    return _SoundFile(path, opened)


def _why(error: soundfile.SoundFileError) -> str:
    return str(getattr(error, "error_string", error)).strip().rstrip(".")
