"""Where Holdfast keeps its files. Imports platformdirs and nothing of ours.

`HOLDFAST_HOME` puts everything into one folder instead: for tests, for a second installation, for a USB stick. (The
command socket is not a file that is kept; `command_protocol.address` says where it is.)
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

HOME_VARIABLE = "HOLDFAST_HOME"


@dataclass(frozen=True, slots=True)
class Folders:
    """Absolute paths. None of them need exist; whoever writes makes them, for this user only (mode 0700)."""

    config: Path
    """What the user chose; worth a backup."""
    state: Path
    """Journals and history: what the user said."""
    logs: Path

    @property
    def settings_file(self) -> Path:
        """The file of `app/settings.py`."""
        return self.config / "settings.toml"

    @property
    def history_file(self) -> Path:
        """The file of `app/history/`."""
        return self.state / "history.db"

    @property
    def keyboard_leave(self) -> Path:
        """The file of `app/insertion/restore_token.py`."""
        return self.state / "keyboard-leave"

    @property
    def recordings(self) -> Path:
        """The folder of `app/journal/`."""
        return self.state / "recordings"


def folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """The folders of this user: the platform's own (XDG on Linux), or those in `HOLDFAST_HOME`."""
    if home := environment.get(HOME_VARIABLE):
        base = Path(home).absolute()
        return Folders(base / "config", base / "state", base / "logs")
    platform = PlatformDirs("holdfast", appauthor=False)
    return Folders(platform.user_config_path, platform.user_state_path, platform.user_log_path)
