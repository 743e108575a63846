"""The `.desktop` file: where it is, what is in it, and whose it is."""

import configparser
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app import desktop_entry
from app.desktop_entry import APP_ID, FILE, ensure, install, installed, program, remove, text

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"XDG_DATA_HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": f"relative:{tmp_path / 'a'}:{tmp_path / 'b'}"}


def fields(content: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(content)
    return dict(parser["Desktop Entry"])


def test_the_id_is_one_that_portals_take() -> None:
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)+", APP_ID)


def test_it_is_written_for_this_user_and_found(home, tmp_path) -> None:
    assert installed(home) is None
    path = install(home)
    assert path == tmp_path / "home" / "applications" / FILE
    assert installed(home) == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    entry = fields(path.read_text())
    assert (entry["Name"], entry["StartupWMClass"]) == ("Holdfast", APP_ID)
    assert Path(entry["Icon"]).is_file()
    assert Path(entry["Exec"].strip('"')).is_file()
    before = path.stat().st_mtime_ns
    assert install(home) == path
    assert path.stat().st_mtime_ns == before


def test_without_xdg_it_is_where_the_specification_says(tmp_path) -> None:
    assert install({"HOME": str(tmp_path)}) == tmp_path / ".local/share/applications" / FILE
    assert installed({"HOME": str(tmp_path), "XDG_DATA_HOME": "relative"})


def test_a_program_that_has_moved_is_renewed(home) -> None:
    path = install(home)
    path.write_text(text(["/gone/holdfast"]))
    assert ensure(home) == path
    assert "/gone" not in path.read_text()


def test_what_others_put_there_is_left_alone(home, tmp_path) -> None:
    own = tmp_path / "home" / "applications" / FILE
    own.parent.mkdir(parents=True)
    own.write_text("[Desktop Entry]\nExec=mine\n")
    assert install(home) == ensure(home) == own
    assert remove(home) is None
    assert own.read_text() == "[Desktop Entry]\nExec=mine\n"


def test_a_package_is_enough(home, tmp_path) -> None:
    packaged = tmp_path / "b" / "applications" / FILE
    packaged.parent.mkdir(parents=True)
    packaged.write_text("[Desktop Entry]\n")
    assert installed(home) == ensure(home) == packaged
    assert not (tmp_path / "home").exists()


def test_ours_can_be_removed(home) -> None:
    path = install(home)
    assert remove(home) == path
    assert remove(home) is installed(home) is None
    assert ensure(home) == path


@pytest.mark.parametrize("name", ["a b", 'quo"te', "do$$ar", "back\\slash", "tick`"])
def test_any_path_can_be_started(name: str, tmp_path) -> None:
    """As GLib reads it: the string of the file first, then the words of Exec."""
    folder = tmp_path / name
    folder.mkdir()
    script = folder / "holdfast"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    entry = tmp_path / FILE
    entry.write_text(text([str(script), "100%"]))
    ask = (
        "import sys, gi; gi.require_version('Gio', '2.0'); from gi.repository import Gio, GLib;"
        "i = Gio.DesktopAppInfo.new_from_filename(sys.argv[1]); print(GLib.shell_parse_argv(i.get_commandline())[1])"
    )
    done = subprocess.run(["/usr/bin/python3", "-c", ask, str(entry)], capture_output=True, text=True, check=True)
    assert done.stdout.strip().replace("%%", "%") == str([str(script), "100%"])


def test_what_starts_us(monkeypatch, tmp_path) -> None:
    assert program({"APPIMAGE": "/opt/Holdfast.AppImage"}) == ("/opt/Holdfast.AppImage",)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert program({}) == (str(tmp_path / "python"), "-P", "-m", "app.command_line")
    (tmp_path / "holdfast").touch()
    assert program({}) == (str(tmp_path / "holdfast"),)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program({}) == (str(tmp_path / "python"),)


def test_the_packages_file_says_the_same() -> None:
    packaged = fields((ROOT / "packaging" / FILE).read_text())
    ours = fields(text(["holdfast"]))
    differ = {name for name in packaged if packaged[name] != ours[name]}
    assert differ == {"Exec", "Icon"}
    assert packaged["Exec"] == "holdfast"
    assert packaged["Icon"] == desktop_entry.APP_ID


def holdfast(home: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **home}
    command = [sys.executable, "-m", "app.command_line", "desktop-entry", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_the_command_installs_shows_and_removes(home, tmp_path) -> None:
    path = tmp_path / "home" / "applications" / FILE
    assert holdfast(home).stdout == f"{FILE} is not installed.\n"
    assert holdfast(home, "install").stdout == f"Holdfast is known to the desktop by {path}.\n"
    assert holdfast(home).stdout == f"{path}\n"
    assert holdfast(home, "remove").stdout == f"{path} is deleted.\n"
    assert holdfast(home, "remove").stdout == "There is none that Holdfast has written.\n"


def test_a_folder_that_cannot_be_written_is_named(home, tmp_path) -> None:
    (tmp_path / "home").write_text("a file")
    done = holdfast(home, "install")
    assert done.returncode == 2
    assert str(tmp_path / "home") in done.stderr and "Traceback" not in done.stderr
