"""MP3 files that do not say how long they are. Imports nothing of ours.

libsndfile guesses the length of such a file from its size and its first frame, and stops reading there. Of a variable
bit rate it read 4 s of 20 (measured). It guesses too much, and then reads to the end, where the size seems immense.
"""

import io
import os
from pathlib import Path

IMMENSE = 2**50
"""Bytes: no file's size, and far from the end of 64 bits."""

_LENGTH_MARKS = (b"Xing", b"Info", b"VBRI")
"""One of them stands in the first frame if the encoder wrote the length there
(https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header)."""

_TAG_HEAD = 10
_LARGEST_FRAME = 2_881


class Unmeasured(io.FileIO):
    """A file that seems immense to one who seeks its end to learn its size."""

    _size_asked = False

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._size_asked = (offset, whence) == (0, os.SEEK_END)
        return super().seek(offset, whence)

    def tell(self) -> int:
        return IMMENSE if self._size_asked else super().tell()


def says_its_length(path: Path) -> bool:
    """Whether an MP3 file's first frame tells the length. An ID3v2 tag may stand before it
    (https://id3.org/id3v2.4.0-structure). Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_TAG_HEAD)
        if head[:3] == b"ID3" and len(head) == _TAG_HEAD:
            file.seek(sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(head[6:]))), os.SEEK_CUR)
        else:
            file.seek(0)
        first = file.read(_LARGEST_FRAME)
    return any(mark in first for mark in _LENGTH_MARKS)
