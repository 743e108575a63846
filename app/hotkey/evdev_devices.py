"""The keyboards in /dev/input, by Linux's own interface (linux/input.h). Imports what their events mean.

Not with the library evdev: it has no wheels, so that every user would need a C compiler and the kernel's headers, and
four requests are all that is needed here.
"""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from .evdev_edges import Dropped, KeyEvent, decode
from .evdev_keys import HIGHEST

if sys.platform == "linux":
    from fcntl import ioctl

    def _open(path: Path) -> int:
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)

    def _bits(file: int, request: int) -> bytes:
        return ioctl(file, request, bytes(_BYTES))

else:

    def _open(path: Path) -> int:
        raise OSError(f"{path} is Linux's")

    def _bits(file: int, request: int) -> bytes:
        raise OSError(f"{file}: {request} is Linux's")


FOLDER = Path("/dev/input")
_BYTES = HIGHEST // 8 + 1
_FIRST_BUTTON = 0x100
"""BTN_MISC: mice and pads have only codes from here on."""
_AT_ONCE = 64 * struct.calcsize("llHHi")

_READ = 2 << 30
_STATE = _READ | _BYTES << 16 | ord("E") << 8 | 0x18
"""EVIOCGKEY."""
_KEYS = _READ | _BYTES << 16 | ord("E") << 8 | 0x21
"""EVIOCGBIT(EV_KEY)."""


class Keyboard(Protocol):
    """A keyboard that is open."""

    def fileno(self) -> int:
        """For select."""

    def read(self) -> list[KeyEvent | Dropped]:
        """What happened since; empty: nothing. Raises OSError when it is gone."""

    def down(self) -> frozenset[int]:
        """The codes of the keys that are down. Raises OSError when it is gone."""

    def close(self) -> None:
        """Leave it."""


class Keyboards(Protocol):
    """All there are."""

    def new(self) -> Iterator[Keyboard]:
        """Those that nobody asked for yet, opened."""

    def refused(self) -> bool:
        """Whether there are some that this user may not read."""


class LinuxKeyboard:
    """One file of /dev/input. Raises OSError if it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._file = _open(path)

    def has_keys(self) -> bool:
        """Whether it is a keyboard, or a pedal: a mouse has only buttons."""
        return any(code < _FIRST_BUTTON for code in self._codes(_KEYS))

    def fileno(self) -> int:
        """For select."""
        return self._file

    def read(self) -> list[KeyEvent | Dropped]:
        """What happened since."""
        try:
            data = os.read(self._file, _AT_ONCE)
        except BlockingIOError:
            return []
        if not data:
            raise OSError("the end of a keyboard")
        return decode(data)

    def down(self) -> frozenset[int]:
        """What is down."""
        return frozenset(self._codes(_STATE))

    def close(self) -> None:
        """Leave it."""
        os.close(self._file)

    def _codes(self, request: int) -> Iterator[int]:
        bits = _bits(self._file, request)
        return (byte * 8 + bit for byte, value in enumerate(bits) if value for bit in range(8) if value >> bit & 1)


class LinuxKeyboards:
    """Those in `folder`."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._seen: set[tuple[str, int]] = set()
        self._refused = False

    def new(self) -> Iterator[Keyboard]:
        """Those that came since the last time."""
        self._refused = False
        there = set()
        for path in sorted(self._folder.glob("event*")):
            try:
                here = (path.name, path.stat().st_ctime_ns)
                there.add(here)
                keyboard = None if here in self._seen else _opened(path)
            except PermissionError:
                self._refused = True
                there.discard(here)  # it may be allowed in a moment: rights are set behind the plugging in
            except OSError:  # gone again, or no device at all
                continue
            else:
                if keyboard:
                    yield keyboard
        self._seen = there

    def refused(self) -> bool:
        """Whether the last look met some that this user may not read."""
        return self._refused


def _opened(path: Path) -> LinuxKeyboard | None:
    """None if it is no keyboard. Raises OSError."""
    keyboard = LinuxKeyboard(path)
    try:
        if keyboard.has_keys():
            return keyboard
    except OSError:
        keyboard.close()
        raise
    keyboard.close()
    return None
