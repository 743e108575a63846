"""What goes wrong gets its clear sentence, and the app lives on. Real processes, real faults."""

import subprocess
import sys
from pathlib import Path

import pytest

from rig.app import ROOT, SCREENSHOTS, running_app
from rig.desktop import wait_until
from rig.dictation import dictate, text_field, voice
from rig.pulse import sound_server

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]


def told(app) -> str:
    """What is said of the microphone while it records."""
    return str(app.command("status")["microphone"])


def notice(app) -> str:
    return str(app.command("status")["notice"])


def test_without_any_sound_the_app_says_so_and_works_again_when_there_is_some(desk, hands, tmp_path):
    with sound_server() as sound:
        sound.kill()
        with running_app(desk, sound, tmp_path / "home") as app, text_field(desk, tmp_path) as field:
            code = hands.code("Control_R")
            hands.press(code)
            wait_until(lambda: "sound server" in notice(app), what="the notice")
            hands.release(code)
            app.wait_for("idle")
            desk.screenshot(SCREENSHOTS / "no-microphone.png")
            sound.start()
            sound.default = sound.microphone()
            dictate(app, hands, sound, "austen-0880")
            field.wait_for("young", "man")
            app.wait_for("idle")
            assert notice(app) == ""


def test_a_microphone_that_vanishes_while_the_key_is_down_costs_nothing_that_was_said(desk, hands, tmp_path):
    with sound_server() as sound:
        sound.default = sound.microphone()
        with running_app(desk, sound, tmp_path / "home") as app, text_field(desk, tmp_path) as field:
            code = hands.code("Control_R")
            hands.press(code)
            app.wait_for("listening")
            sound.default.speak(voice("austen-0880"))
            sound.default.spoken()
            sound.kill()
            # The key is still down, but no sound will come any more: the user is told, and the words are recognised.
            wait_until(lambda: "sound server" in notice(app), what="the notice")
            app.wait_for("inserting")
            hands.release(code)
            field.wait_for("young", "man")
            app.wait_for("idle")
            assert "sound server" in notice(app)
            desk.screenshot(SCREENSHOTS / "microphone-vanished.png")
            sound.start()
            sound.default = sound.microphone()
            dictate(app, hands, sound, "austen-0930")
            field.wait_for("amiable")
            app.wait_for("idle")


def test_a_second_start_shows_the_first(app, desk):
    assert "Holdfast" not in desk.run("xdotool", "search", "--onlyvisible", "--name", "^Holdfast$", check=False)
    second = app.run()
    assert second.returncode == 0
    assert "running already" in second.stderr
    wait_until(
        lambda: desk.run("xdotool", "search", "--onlyvisible", "--name", "^Holdfast$", check=False), what="the window"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("provider = [", "not valid TOML"),
        ('mode = "sometimes"', "mode is 'sometimes'"),
        ('provider = "nobody"', "nobody"),
    ],
)
def test_broken_settings_are_set_aside_and_the_app_starts(desk, sound, tmp_path, content, sentence):
    home = tmp_path / "home"
    with running_app(desk, sound, home, content) as app:
        assert sentence in notice(app)
        assert app.state() == "idle"
    kept = [each.read_text() for each in (home / "config").iterdir()]
    assert content in "\n".join(kept)


def test_a_folder_for_settings_that_cannot_be_written_is_no_reason_not_to_work(desk, sound, hands, tmp_path):
    home = tmp_path / "home"
    with running_app(desk, sound, home, "") as app, text_field(desk, tmp_path) as field:
        (home / "config").rmdir()
        (home / "config").write_text("a file where a folder should be")
        dictate(app, hands, sound, "austen-0880")
        field.wait_for("young", "man")
        app.wait_for("idle")


# ------------------------------------------------------------------------------------------------ command line


def holdfast(*words: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], cwd=ROOT, capture_output=True, text=True, timeout=60, **more
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    good = (ROOT / "resources" / "speech" / "austen-0880.wav").read_bytes()
    made = {"empty": b"", "zero-length": good[:40] + bytes(4), "corrupt": bytes(range(256)) * 40, "text": b"hello"}
    for name, content in made.items():
        (tmp_path / f"{name}.wav").write_bytes(content)
    return {name: str(tmp_path / f"{name}.wav") for name in (*made, "missing")} | {"folder": str(tmp_path)}


@pytest.mark.parametrize("kind", ["empty", "zero-length", "corrupt", "text", "missing", "folder"])
def test_a_recording_that_cannot_be_read_is_named_with_exit_code_2(files, kind):
    done = holdfast("transcribe", files[kind])
    assert done.returncode == 2
    assert done.stdout == ""
    assert files[kind] in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--provider", "nobody"], "nobody"),
        (["--endpoint", "ws://127.0.0.1:1"], "ws://127.0.0.1:1"),
        (["--language", "tlh"], "tlh"),
        (["--pace", "slow"], "slow"),
    ],
)
def test_what_cannot_be_asked_for_is_named_with_exit_code_2(words, sentence):
    done = holdfast("transcribe", str(ROOT / "resources" / "speech" / "austen-0880.wav"), *words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stdout == ""


def test_a_recording_becomes_text_on_standard_output_and_nothing_else():
    done = holdfast("transcribe", str(ROOT / "resources" / "speech" / "austen-0880.wav"))
    assert done.returncode == 0
    assert "young man" in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_raw_sound_on_standard_input():
    done = subprocess.run(
        [sys.executable, "-m", "app", "transcribe", "-"],
        cwd=ROOT,
        input=voice("austen-0880"),
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert b"young man" in done.stdout


def test_without_a_display_the_recording_is_dictated_in_the_terminal(desk):
    environment = {key: value for key, value in desk.environment.items() if key not in ("DISPLAY", "XDG_SESSION_TYPE")}
    done = holdfast(env=environment)
    assert done.returncode == 0
    assert "no display" in done.stderr
    assert "respectable" in done.stdout


def test_a_silent_microphone_is_said_while_the_key_is_down(desk, hands, tmp_path):
    with sound_server() as sound:
        sound.default = sound.microphone()
        with running_app(desk, sound, tmp_path / "home") as app, text_field(desk, tmp_path) as field:
            sound.pactl("set-source-mute", "vmic", "1")
            code = hands.code("Control_R")
            hands.press(code)
            app.wait_for("listening")
            wait_until(lambda: "No sound from “Virtual Microphone”" in told(app), what="the note")
            assert "is muted in the system's settings" in told(app)
            desk.screenshot(SCREENSHOTS / "microphone-muted.png")
            sound.pactl("set-source-mute", "vmic", "0")
            sound.default.speak(voice("austen-0880"))
            wait_until(lambda: told(app) == "", what="the note to go")
            sound.default.spoken()
            hands.release(code)
            field.wait_for("young", "man")
            app.wait_for("idle")
            assert notice(app) == ""
            sound.pactl("set-source-mute", "vmic", "1")
            hands.press(code)
            wait_until(lambda: "No sound" in told(app), what="the note")
            hands.release(code)
            app.wait_for("idle")
            assert notice(app).startswith("“Virtual Microphone” delivered nothing but silence: it is muted")
            desk.screenshot(SCREENSHOTS / "only-silence.png")


def test_another_microphone_stands_in_and_says_so(desk, hands, tmp_path):
    settings = 'microphone = "Blue Yeti"\nother_microphones = ["Headset"]\n'
    with sound_server() as sound:
        sound.default = sound.microphone()
        headset = sound.microphone("headset", "Headset")
        with (
            running_app(desk, sound, tmp_path / "home", settings, "--hidden") as app,
            text_field(desk, tmp_path) as field,
        ):
            code = hands.code("Control_R")
            hands.press(code)
            app.wait_for("listening")
            wait_until(lambda: told(app) == "“Blue Yeti” is not there. Recording with “Headset”.", what="the note")
            desk.screenshot(SCREENSHOTS / "microphone-instead.png")
            headset.speak(voice("austen-0880"))
            headset.spoken()
            hands.release(code)
            field.wait_for("young", "man")
            app.wait_for("idle")
            yeti = sound.microphone("yeti", "Blue Yeti")
            hands.press(code)
            app.wait_for("listening")
            yeti.speak(voice("austen-0930"))
            yeti.spoken()
            assert told(app) == ""
            hands.release(code)
            field.wait_for("amiable")
            app.wait_for("idle")
            # Pulled out while somebody speaks: what was said is there, and the next press works, with the other one.
            hands.press(code)
            app.wait_for("listening")
            yeti.speak(voice("austen-0880"))
            yeti.spoken()
            yeti.unplug()
            wait_until(lambda: "“Blue Yeti” is gone" in notice(app), what="the notice")
            hands.release(code)
            app.wait_for("idle")
            assert field.text.count("young") == 2
