"""What the desktop knows us by: the app id, and the `.desktop` file of that name. Imports nothing of ours.

The GlobalShortcuts portal binds keys only for an app whose `.desktop` file is installed, unless it runs in a sandbox
(https://github.com/flatpak/xdg-desktop-portal/pull/1521). A package brings it along (`packaging/`); where Holdfast runs
from a folder, it writes one for this user.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from resources import ROOT

APP_ID = "io.github.holdfast.Holdfast"
"""Also the WM_CLASS and the Wayland app id of our windows, so that the desktop finds icon and name for them."""

FILE = f"{APP_ID}.desktop"

_OURS = "X-Holdfast-Generated=true"

_ENTRY = """[Desktop Entry]
Type=Application
Name=Holdfast
GenericName=Dictation
Comment=Hold a key, speak, let go: the words are where you were typing
Exec={command}
Icon={icon}
Terminal=false
Categories=Utility;Accessibility;
Keywords=dictation;speech;voice;microphone;
StartupWMClass={app_id}
{mark}
"""


def installed(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that the desktop would find, this user's before the system's; None if there is none."""
    return next((path for folder in _folders(environment) if (path := folder / FILE).is_file()), None)


def install(environment: Mapping[str, str] = os.environ) -> Path:
    """Write the file for this user; its path. One that a person or a package put there is left as it is.

    Raises OSError.
    """
    path = _folders(environment)[0] / FILE
    if path.exists() and _OURS not in path.read_text("utf-8", "replace"):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    wanted = text(program(environment))
    if not path.exists() or path.read_text("utf-8", "replace") != wanted:
        path.write_text(wanted, "utf-8")
        path.chmod(0o644)  # whatever the umask: the portal, and all menus, read it
    return path


def remove(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Delete the file that `install` wrote; its path, None if there is none of ours. Raises OSError."""
    path = _folders(environment)[0] / FILE
    if not path.exists() or _OURS not in path.read_text("utf-8", "replace"):
        return None
    path.unlink()
    return path


def ensure(environment: Mapping[str, str] = os.environ) -> Path:
    """Install it if the desktop finds none, or renew ours, which may name a program that has moved. Raises OSError."""
    found = installed(environment)
    if found and found.parent != _folders(environment)[0]:
        return found
    return install(environment)


def text(command: Sequence[str]) -> str:
    """The file's content, for a Holdfast that is started with `command`."""
    words = " ".join(_quoted(word) for word in command)
    return _ENTRY.format(command=words, icon=ROOT / "icons" / "application.svg", app_id=APP_ID, mark=_OURS)


def program(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The words that start this Holdfast from anywhere."""
    if image := environment.get("APPIMAGE"):
        return (image,)
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    script = Path(sys.executable).parent / "holdfast"
    return (str(script),) if script.is_file() else (sys.executable, "-P", "-m", "app.command_line")


def _quoted(word: str) -> str:
    """As the value of Exec wants it, and then as a string in the file wants it.
    https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html"""
    for special in ("\\", '"', "`", "$"):
        word = word.replace(special, f"\\{special}")
    word = word.replace("%", "%%").replace("\\", "\\\\")
    return f'"{word}"'


def _folders(environment: Mapping[str, str]) -> list[Path]:
    """Where `.desktop` files are looked for, the first one this user's (XDG Base Directory Specification)."""
    home = environment.get("XDG_DATA_HOME", "")
    own = Path(home) if home.startswith("/") else Path(environment.get("HOME") or Path.home()) / ".local/share"
    shared = environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return [own / "applications", *(Path(each) / "applications" for each in shared.split(":") if each.startswith("/"))]
