"""The doctor in real surroundings: nothing at all, an X server, a sound server."""

from pathlib import Path

import pytest

from rig.desktop import Desktop
from rig.examine import bare, examine
from rig.pulse import sound_server, tone


def test_where_there_is_nothing_everything_is_said_and_nothing_crashes(tmp_path) -> None:
    examined = examine(bare(tmp_path), "sound", "microphone", "display", "tray", "hotkey", "insertion", "keys")
    assert examined.exit_code == 5
    assert {name: finding.ok for name, finding in examined.findings.items()} == {
        "sound": False,
        "microphone": False,
        "display": None,
        "tray": None,
        "hotkey": None,
        "insertion": None,
        "keys": False,
    }
    for finding in examined.findings.values():
        assert "fault in Holdfast" not in finding.remedy, finding


def test_a_folder_named_app_where_the_user_is_does_not_matter(tmp_path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('not this one')")
    assert examine(bare(tmp_path), "python", cwd=tmp_path).findings["python"].ok


@pytest.mark.x11
def test_on_x11_the_desktop_is_fine_but_for_the_tray(tmp_path, x11: Desktop) -> None:
    environment = bare(tmp_path) | {"DISPLAY": x11.display, "XDG_SESSION_TYPE": "x11"}
    findings = examine(environment, "display", "tray", "hotkey", "insertion").findings
    assert findings["display"].text == "x11, Qt on xcb, 1280x800."
    assert findings["hotkey"].text == "Right Ctrl, through X11: hold it to talk. (x11, because this is an X11 session)"
    assert findings["insertion"].text == "Text is pasted into the focused program (xcb)."
    assert (findings["display"].ok, findings["hotkey"].ok, findings["insertion"].ok) == (True, True, True)
    assert findings["tray"].ok is False  # openbox has none


def test_a_display_that_does_not_answer_is_told_with_the_words_of_qt(tmp_path) -> None:
    environment = bare(tmp_path) | {"DISPLAY": ":4711"}
    examined = examine(environment, "display", "hotkey")
    display = examined.findings["display"]
    assert examined.exit_code == 2
    assert (display.ok, "libxcb-cursor0" in display.remedy) == (False, True)
    assert "SIGABRT" in display.text and "Qt" in display.text
    assert examined.findings["hotkey"].ok is False
    assert "fault" not in examined.findings["hotkey"].remedy


@pytest.mark.pulse
def test_a_microphone_that_speaks_is_fine(tmp_path) -> None:
    with sound_server() as server:
        server.microphone(description="Yeti").speak(tone(440, 20))
        findings = examine(bare(tmp_path) | server.environment, "sound", "microphone").findings
    assert findings["sound"].text == "There is one microphone; the default is Yeti."
    assert findings["microphone"].ok is True
    assert findings["microphone"].text.startswith("The default microphone delivers sound (16000 Hz, mono, first after ")


@pytest.mark.pulse
def test_a_microphone_that_is_muted_is_told(tmp_path) -> None:
    with sound_server() as server:
        server.microphone()
        finding = examine(bare(tmp_path) | server.environment, "microphone").findings["microphone"]
    assert finding.ok is None
    assert finding.text.endswith("but it is perfectly silent.")
    assert "muted" in finding.remedy


@pytest.mark.pulse
def test_a_microphone_that_is_chosen_and_gone_is_told(tmp_path) -> None:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('microphone = "Yeti"\n')
    with sound_server() as server:
        server.microphone(description="Other")
        environment = bare(tmp_path) | server.environment | {"HOLDFAST_HOME": str(tmp_path / "home")}
        examined = examine(environment, "microphone")
    assert examined.exit_code == 5
    assert "Yeti" in examined.findings["microphone"].text
    assert "Other" in examined.findings["microphone"].text


def listed(environment: dict[str, str]) -> tuple[int, str, str]:
    """`holdfast devices`."""
    import subprocess
    import sys

    command = [sys.executable, "-P", "-c", "import sys; from app.doctor import list_devices; sys.exit(list_devices())"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_no_devices_is_a_sentence_and_a_code(tmp_path: Path) -> None:
    code, out, err = listed(bare(tmp_path))
    assert (code, out) == (5, "")
    assert "There is no microphone. Plug one in, and try again." in err


@pytest.mark.pulse
def test_devices_are_listed_with_the_default_marked(tmp_path: Path) -> None:
    with sound_server() as server:
        server.microphone("one", "Yeti")
        server.microphone("two", "Webcam")
        code, out, err = listed(bare(tmp_path) | server.environment)
    assert (code, err) == (0, "")
    assert out == "* Yeti  (pulse, mono, 16000 Hz)\n  Webcam  (pulse, mono, 16000 Hz)\n"
