"""Whether a program that reads our text is the one that it is meant for. Imports `wayland_focus`.

Wayland does not tell who reads. But a reader keeps its end of the pipe open until all was written, and so can be found
before the first byte is. Where the compositor tells the process of the focused window, that process must have it.
"""

import os
from contextlib import suppress
from pathlib import Path

from .wayland_focus import Focused

_WATCHERS = frozenset(
    {
        "clipcatd",
        "cliphist",
        "clipman",
        "clipse",
        "copyq",
        "diodon",
        "gpaste-daemon",
        "greenclip",
        "kdeconnectd",
        "klipper",
        "parcellite",
        "plasmashell",
        "wl-clip-persist",
        "wl-paste",
        "xclip",
    }
)
"""Names of processes, cut after 15 characters as the kernel does. plasmashell has Klipper inside."""


def read_by_target(fd: int, focused: Focused, compositor: int) -> bool | None:
    """Whether the other end of this pipe is the target's; None if that cannot be known.

    `compositor`: its process, which reads for programs on XWayland. 0.1 ms where `focused` has a process, else some
    milliseconds.
    """
    pipe = os.fstat(fd)
    if focused.process is not None:
        if _holds(focused.process, pipe):
            return True
        if _holds(compositor, pipe):
            return focused.on_x11
        return False
    readers = [each for each in _processes() if each != os.getpid() and _holds(each, pipe)]
    return False if readers and all(_name(each) in _WATCHERS for each in readers) else None


def _processes() -> list[int]:
    """The youngest first: the programs are younger than what the system started."""
    return sorted((int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()), reverse=True)


def _holds(process: int, pipe: os.stat_result) -> bool:
    with suppress(OSError):  # it ended just now, or is another user's
        return any(_is(each, pipe) for each in os.scandir(f"/proc/{process}/fd"))
    return False


def _is(link: "os.DirEntry[str]", pipe: os.stat_result) -> bool:
    with suppress(OSError):  # closed just now
        return os.path.samestat(link.stat(), pipe)
    return False


def _name(process: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{process}/comm").read_text().strip()
    return ""
