"""What a desktop tells about the window in front, and about the user's hands: the contract. Imports `surroundings`."""

from pathlib import Path
from typing import Protocol

from .surroundings import Front


class Hands(Protocol):
    """What the desktop tells about the window in front, and about the user's hands. In Qt's thread; never blocks."""

    def front(self) -> Front:
        """The window in front, and whether anything was touched since `rest`."""

    def rest(self) -> None:
        """A text was inserted: note from now on whether anything is touched."""

    def close(self) -> None:
        """Notice nothing more. Idempotent."""


class NoHands:
    """Where the desktop tells nothing."""

    def front(self) -> Front:
        return Front()

    def rest(self) -> None:
        """Nothing to note."""

    def close(self) -> None:
        """Nothing to end."""


def program_names(process: int) -> tuple[str, ...]:
    """What a running program is called, where the system tells: by itself, and by its file."""
    folder = Path("/proc", str(process))
    try:
        return (folder / "comm").read_text().strip(), (folder / "exe").readlink().name
    except OSError:
        return ()
