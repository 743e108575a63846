"""Where files go."""

import os
from pathlib import Path

import pytest

from app.folders import folders


def test_everything_is_inside_the_home_that_was_asked_for(tmp_path: Path) -> None:
    found = folders({"HOLDFAST_HOME": str(tmp_path)})
    assert {each.parent for each in (found.config, found.state, found.logs)} == {tmp_path}
    assert found.settings_file == tmp_path / "config" / "settings.toml"
    assert found.recordings == tmp_path / "state" / "recordings"
    assert found.history_file == tmp_path / "state" / "history.db"
    assert found.keyboard_leave == tmp_path / "state" / "keyboard-leave"


def test_a_relative_home_is_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert folders({"HOLDFAST_HOME": "here"}).state == tmp_path / "here" / "state"


def test_an_empty_home_is_none() -> None:
    assert folders({"HOLDFAST_HOME": ""}) == folders({})


def test_the_environment_is_asked_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path))
    assert folders().logs == tmp_path / "logs"


def test_the_platform_decides_otherwise() -> None:
    found = folders({})
    for folder in (found.config, found.state, found.logs):
        assert folder.is_absolute()
        assert "holdfast" in folder.parts


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="XDG is Linux's")
def test_linux_has_the_folders_of_xdg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    found = folders({})
    assert (found.config, found.state) == (tmp_path / "c" / "holdfast", tmp_path / "s" / "holdfast")
