"""Python, folders, settings, and the app."""

import pytest

from app.doctor import system
from app.doctor.system import pyside_finding
from rig.command_app import command_app
from rig.examine import bare, examine


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HOLDFAST_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("python", "pyside", "ok"),
    [
        ((3, 11), "6.11.3", True),
        ((3, 11), "6.12.0", False),
        ((3, 11), "6.12.1", False),
        ((3, 11), "7.0", False),
        ((3, 12), "6.12.0", True),
        ((3, 14), "6.13.0", True),
    ],
)
def test_the_trap_of_pyside(python: tuple[int, int], pyside: str, ok: bool) -> None:
    finding = pyside_finding(python, pyside)
    assert finding.ok is ok
    assert bool(finding.remedy) is not ok


def test_the_python_that_runs_this_is_fine() -> None:
    assert system.python().ok


def test_folders_that_can_be_made_are_fine_and_are_not_made(tmp_path) -> None:
    finding = system.folders_writable()
    assert finding.ok
    assert f"{tmp_path}/home/config" in finding.text
    assert not (tmp_path / "home").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path) -> None:
    (tmp_path / "home").touch()
    finding = system.folders_writable()
    assert (finding.ok, finding.text.startswith(f"{tmp_path}/home cannot be written to")) == (False, True)
    assert "HOLDFAST_HOME" in finding.remedy


def test_settings_that_are_not_there_are_fine() -> None:
    assert system.settings().ok


def test_good_settings_are_used(tmp_path) -> None:
    file = tmp_path / "home" / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text('microphone = "Yeti"\n')
    assert system.settings().ok
    assert system.chosen()[0].microphone == "Yeti"


@pytest.mark.parametrize("content", [b"[[[", b"provider = 7\n", b"\xff"])
def test_broken_settings_are_told_and_left_alone(tmp_path, content: bytes) -> None:
    file = tmp_path / "home" / "config" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    finding = system.settings()
    assert (finding.ok, str(file) in finding.text) == (False, True)
    assert list(file.parent.iterdir()) == [file]
    assert file.read_bytes() == content


def test_settings_that_are_a_folder_are_told(tmp_path) -> None:
    (tmp_path / "home" / "config" / "settings.toml").mkdir(parents=True)
    assert system.settings().ok is False


def test_no_app_is_neither_good_nor_bad(tmp_path) -> None:
    examined = examine(bare(tmp_path), "app")
    assert examined.findings["app"].ok is None
    assert examined.exit_code == 0


def test_the_app_that_runs_is_found(tmp_path) -> None:
    environment = bare(tmp_path)
    with command_app(tmp_path / "run"):
        finding = examine(environment, "app").findings["app"]
    assert (finding.ok, finding.text) == (True, "Holdfast is running and idle.")


def test_an_app_that_is_stuck_is_told(tmp_path) -> None:
    import signal

    environment = bare(tmp_path)
    with command_app(tmp_path / "run") as process:
        process.send_signal(signal.SIGSTOP)
        finding = examine(environment, "app").findings["app"]
        process.send_signal(signal.SIGCONT)
    assert finding.ok is False
    assert "did not answer within 2 seconds" in finding.text
