"""The real inserter against real targets: every party is a process of its own on a real X server."""

import contextlib
import random
import subprocess
import time

import pytest
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from rig.desktop import wait_until
from rig.insertion import (
    clipboard,
    clipboard_manager,
    clipboard_owner,
    field_window,
    gtk_window,
    held_keys,
    inserter,
    plain,
    python,
    spoken,
    terminal,
    text_on,
)

pytestmark = pytest.mark.x11

TEXT = "Grüße, 東京 😀 – naïve"  # noqa: RUF001 - the dash is the point


@pytest.fixture
def driver(x11):
    with inserter(x11) as made:
        yield made


@pytest.fixture(autouse=True)
def untouched_keyboard(x11):
    yield
    assert held_keys(x11) == [], "a key is stuck"


def given_back(x11, **expected):
    """Wait until both selections hold the expected text (None: nothing)."""
    wait_until(
        lambda: {name: text_on(x11, name) for name in expected} == expected, 10, f"the clipboard back at {expected}"
    )


def test_text_lands_in_a_qt_field_and_the_clipboard_is_given_back(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")), field_window(x11) as target:
        receipt = driver.insert(TEXT)
        assert receipt["landed"] == "inserted"
        assert receipt["reason"] == ""
        target.await_text(TEXT)
        given_back(x11, clipboard="copied", primary="marked")


def test_a_text_to_hold_waits_for_a_slow_target_and_is_not_pasted_in_its_place(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), field_window(x11, 1.0) as target:
        driver.do("remember")
        driver.do("insert", text=TEXT)
        driver.do("hold", text="held")
        assert driver.hear("receipt")["landed"] == "inserted"
        held = driver.hear("receipt")
        assert (held["landed"], held["reason"]) == ("copied", "")
        target.await_text(TEXT)
        given_back(x11, clipboard="held")


def test_a_very_long_text_arrives_whole(x11, driver, tmp_path):
    text = "0123456789abcde\r" * 40_000
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), terminal(x11, tmp_path / "notes") as target:
        assert driver.insert(text)["landed"] == "inserted"
        wait_until(lambda: len(target.text()) >= len(text), 60)
        assert target.text() == text
        given_back(x11, clipboard="copied")


def png():
    """A picture that does not compress to nothing."""
    image = QImage(random.Random(1).randbytes(160 * 120 * 4), 160, 120, QImage.Format.Format_RGB32)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return bytes(buffer.data().data())


CONTENTS = {
    "text": plain("copied"),
    "html and text": {"text/html": b"<b>fett</b>", "text/plain": b"fett"},
    "image": {"image/png": png()},
    "files": {"text/uri-list": b"file:///tmp/a%20b\r\n", "x-special/gnome-copied-files": b"copy\nfile:///tmp/a%20b"},
    "own type": {"application/x-something": bytes(range(256)) * 40, "text/plain": b"seen"},
    "nothing": {},
}


@pytest.mark.parametrize("content", CONTENTS)
def test_what_was_on_the_clipboard_is_back_byte_for_byte(x11, driver, content):
    before = CONTENTS[content]
    clear_both(x11, driver)
    with contextlib.ExitStack() as stack:
        if before:
            stack.enter_context(clipboard_owner(x11, CLIPBOARD=before, PRIMARY=before))
        seen_before = clipboard(x11)
        target = stack.enter_context(field_window(x11))
        assert driver.insert(TEXT)["landed"] == "inserted"
        target.await_text(TEXT)
        wait_until(lambda: clipboard(x11) == seen_before, 10, "the same clipboard as before")
        assert seen_before["CLIPBOARD"].items() >= before.items()
        for name, data in before.items():
            assert bytes_on(x11, name) == data


def bytes_on(x11, name):
    """One format of the clipboard, as xclip reads it."""
    command = ["xclip", "-o", "-selection", "clipboard", "-t", name]
    return subprocess.run(command, env=x11.environment, capture_output=True, check=True, timeout=10).stdout


def clear_both(x11, driver):
    """Nobody owns either selection."""
    with clipboard_owner(x11, CLIPBOARD=plain("x"), PRIMARY=plain("x")):
        pass
    wait_until(lambda: clipboard(x11) == {"CLIPBOARD": {}, "PRIMARY": {}}, 10, "empty selections")


@pytest.mark.parametrize("stall", [0.0, 0.3, 1.0])
def test_a_target_that_stalls_gets_the_new_text(x11, driver, stall):
    with clipboard_owner(x11, CLIPBOARD=plain("OLD"), PRIMARY=plain("OLD")), field_window(x11, stall) as target:
        receipt = driver.insert(TEXT)
        assert receipt["landed"] == "inserted"
        assert receipt["milliseconds"] >= stall * 1000
        target.await_text(TEXT)
        given_back(x11, clipboard="OLD", primary="OLD")


@pytest.fixture
def impatient(x11):
    """Gives up after half a second."""
    with inserter(x11, 0.5) as made:
        yield made


def test_without_a_receipt_the_text_stays_on_the_clipboard(x11, impatient):
    with clipboard_owner(x11, CLIPBOARD=plain("OLD")), field_window(x11, 0.0, "deaf"):
        receipt = impatient.insert(TEXT)
        assert receipt["landed"] == "copied"
        assert "Ctrl+V" in receipt["reason"]
        assert text_on(x11, "clipboard") == TEXT
        assert "x-kde-passwordManagerHint" not in clipboard(x11)["CLIPBOARD"]


def test_a_text_left_on_the_clipboard_survives_the_next_insertion(x11, impatient):
    with field_window(x11, 0.0, "deaf"):
        assert impatient.insert("left")["landed"] == "copied"
    with field_window(x11) as target:
        assert impatient.insert(TEXT)["landed"] == "inserted"
        target.await_text(TEXT)
        given_back(x11, clipboard="left")


def test_a_clipboard_managers_read_is_no_receipt(x11, impatient):
    with clipboard_manager(x11, 0) as manager, field_window(x11, 0.0, "deaf"):
        receipt = impatient.insert(TEXT)
        assert TEXT in manager.lines, "the manager did not read, so this proves nothing"
        assert receipt["landed"] == "copied"
        assert "not certain" in receipt["reason"]


@pytest.mark.parametrize("wait_ms", [0, 30])
def test_a_clipboard_manager_does_not_hide_the_receipt(x11, driver, wait_ms):
    with (
        clipboard_owner(x11, CLIPBOARD=plain("copied")),
        clipboard_manager(x11, wait_ms) as manager,
        field_window(x11, 0.3) as target,
    ):
        assert driver.insert(TEXT)["milliseconds"] >= 300
        target.await_text(TEXT)
        given_back(x11, clipboard="copied")
        assert TEXT in manager.lines


def test_the_text_in_transit_is_marked_as_not_for_histories(x11, driver):
    with field_window(x11, 1.0) as target:
        driver.do("insert", text=TEXT)
        seen = wait_until(lambda: ("text/plain" in (on := clipboard(x11)["CLIPBOARD"])) and on)
        assert seen["x-kde-passwordManagerHint"] == b"secret"
        assert driver.hear("receipt")["landed"] == "inserted"
        target.await_text(TEXT)


def test_what_the_user_copies_meanwhile_wins(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("OLD")), field_window(x11, 1.0):
        driver.do("remember")
        driver.do("insert", text=TEXT)
        wait_until(lambda: text_on(x11, "clipboard") == TEXT)
        with clipboard_owner(x11, CLIPBOARD=plain("NEW"), PRIMARY=plain("NEW MARK")):
            receipt = driver.hear("receipt")
            assert receipt["landed"] == "nowhere"
            assert "history" in receipt["reason"]
            assert text_on(x11, "clipboard") == "NEW"
            assert text_on(x11, "primary") == "NEW MARK"


def test_what_the_user_copies_after_the_receipt_wins(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("OLD"), PRIMARY=plain("OLD MARK")), field_window(x11) as target:
        driver.do("remember")
        driver.do("insert", text=TEXT)
        driver.hear("receipt")
        with clipboard_owner(x11, CLIPBOARD=plain("NEW")):
            given_back(x11, clipboard="NEW", primary="OLD MARK")
            assert driver.insert(" more")["landed"] == "inserted"
            target.await_text(TEXT + " more")
            given_back(x11, clipboard="NEW", primary="OLD MARK")


def test_a_copy_within_holdfast_wins_too(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("OLD")), field_window(x11) as target:
        driver.do("remember")
        driver.do("insert", text=TEXT)
        driver.hear("receipt")
        driver.do("set", text="from the history")
        driver.sync()
        given_back(x11, clipboard="from the history")
        assert driver.insert(".")["landed"] == "inserted"
        target.await_text(TEXT + ".")
        given_back(x11, clipboard="from the history")


def test_insertions_back_to_back_keep_their_order_and_the_original_clipboard(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")), field_window(x11) as target:
        for word in ("one ", "two ", "three"):
            driver.do("remember")
            driver.do("insert", text=word)
        heard = [driver.hear("receipt") for _ in range(3)]
        assert [each["landed"] for each in heard] == ["inserted"] * 3
        assert [each["number"] for each in heard] == sorted(each["number"] for each in heard)
        target.await_text("one two three")
        given_back(x11, clipboard="copied", primary="marked")


@pytest.mark.parametrize(("key", "name"), [("Shift_L", "Shift"), ("Control_R", "Ctrl"), ("Alt_L", "Alt")])
def test_a_held_modifier_is_waited_for(x11, driver, key, name):
    x11.run("xset", "r", "on")
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), field_window(x11) as target:
        x11.run("xdotool", "keydown", key)
        try:
            driver.do("remember")
            driver.do("insert", text=TEXT)
            assert driver.hear("held")["names"] == [name]
            driver.sync()  # nothing more was said, and nothing was put anywhere
            assert target.text() == ""
            assert text_on(x11, "clipboard") == "copied"
        finally:
            x11.run("xdotool", "keyup", key)
        assert driver.hear("held")["names"] == []
        assert driver.hear("receipt")["landed"] == "inserted"
        target.await_text(TEXT)
        given_back(x11, clipboard="copied")


@pytest.mark.parametrize("remembered", [True, False])
def test_an_owner_that_is_stopped_costs_its_clipboard_and_not_the_text(x11, driver, remembered):
    with clipboard_owner(x11, CLIPBOARD=plain("out of reach")) as owner, field_window(x11) as target:
        stop(owner.process, "-STOP")
        try:
            if remembered:
                driver.do("remember")
            driver.sync()
            driver.do("insert", text=TEXT)
            driver.sync()  # Qt's thread waits for nobody
            receipt = driver.hear("receipt")
            assert receipt["landed"] == "inserted"
            assert "could not be given back" in receipt["note"]
            target.await_text(TEXT)
        finally:
            stop(owner.process, "-CONT")
        assert driver.insert(".")["note"] == ""


@pytest.mark.parametrize("where", ["data", "picture", "pieces", "drip"])
def test_what_an_owner_told_before_it_hung_is_given_back(x11, driver, where):
    with spoken(x11, *python("hanging_owner.py", where)) as owner, field_window(x11) as target:
        assert owner.next() == "ready"
        driver.do("remember")
        driver.do("stall", seconds=1)  # while the user speaks
        receipt = driver.insert(TEXT)
        assert receipt["landed"] == "inserted"
        assert "could not be given back" in receipt["note"]
        target.await_text(TEXT)
        given_back(x11, clipboard="the text" if where == "picture" else None)


def stop(process, signal):
    subprocess.run(["kill", signal, str(process.pid)], check=True)


def test_an_owner_that_answers_is_heard_however_busy_we_are(x11, driver):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")), field_window(x11) as target:
        driver.do("remember")
        driver.do("stall", seconds=0.8)  # longer than an owner has to answer
        driver.do("insert", text=TEXT)
        assert driver.hear("receipt")["note"] == ""
        target.await_text(TEXT)
        given_back(x11, clipboard="copied", primary="marked")


def test_the_clipboard_need_not_be_remembered_ahead(x11, driver):
    with field_window(x11) as target:
        for number in range(5):
            with clipboard_owner(x11, CLIPBOARD=plain(f"copied {number}")):
                driver.do("insert", text=f"{number}")
                receipt = driver.hear("receipt")
                assert (receipt["landed"], receipt["note"]) == ("inserted", "")
                target.await_text("01234"[: number + 1])
                given_back(x11, clipboard=f"copied {number}")


def test_a_clipboard_too_large_to_keep_is_not_destroyed(x11, driver, tmp_path):
    huge = tmp_path / "huge"
    huge.write_bytes(b"0123456789abcdef" * (33 * 65536))
    with x11.program("xclip", "-i", "-selection", "clipboard", "-quiet", str(huge), stderr=subprocess.DEVNULL):
        wait_until(lambda: text_on_starts(x11, "0123"), 10)
        with field_window(x11) as target:
            driver.do("remember")
            driver.do("stall", seconds=3)  # while the user speaks
            receipt = driver.insert(TEXT)
            assert receipt["landed"] == "nowhere"
            assert "clipboard holds more" in receipt["reason"]
            assert target.text() == ""
        assert text_on_starts(x11, "0123")


def text_on_starts(x11, start):
    return (text_on(x11, "clipboard") or "").startswith(start)


def test_a_large_text_is_read_while_the_user_speaks_and_given_back(x11, driver):
    large = "0123456789abcde\n" * 1_250_000
    with clipboard_owner(x11, CLIPBOARD=plain(large)), field_window(x11) as target:
        driver.do("remember")
        driver.sync()  # and meanwhile Qt's thread is free
        driver.do("stall", seconds=3)
        receipt = driver.insert(TEXT)
        assert (receipt["landed"], receipt["note"]) == ("inserted", "")
        target.await_text(TEXT)
        wait_until(lambda: text_on(x11, "clipboard") == large, 20, "20 MB given back")


@pytest.mark.parametrize("after_s", [0.0, 0.001, 0.002, 0.004, 0.008, 0.016])
def test_a_kill_at_any_moment_leaves_no_key_down(x11, after_s):
    with clipboard_owner(x11, CLIPBOARD=plain("copied")), field_window(x11), inserter(x11) as driver:
        driver.do("remember")
        driver.sync()
        driver.do("insert", text=TEXT)
        time.sleep(after_s)  # the moment is the point
        driver.spoken.process.kill()
        driver.spoken.process.wait(10)
    assert held_keys(x11) == []


@pytest.fixture
def parcellite(x11, tmp_path):
    """A real clipboard manager, with nothing in its history."""
    folders = {"HOME": "", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config"}
    extra = {name: str(tmp_path / folder) for name, folder in folders.items()}
    with x11.program("parcellite", extra=extra, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        wait_until((tmp_path / "data/parcellite/fifo_p").exists, 10, "parcellite")
        yield


def test_a_real_clipboard_manager_neither_breaks_nor_fakes_anything(x11, driver, impatient, parcellite):
    with clipboard_owner(x11, CLIPBOARD=plain("copied"), PRIMARY=plain("marked")):
        with field_window(x11) as target:
            for word in ("one ", "two ", "three"):
                assert driver.insert(word)["landed"] == "inserted"
            target.await_text("one two three")
            given_back(x11, clipboard="copied", primary="marked")
        with field_window(x11, 0.0, "deaf"):
            receipt = impatient.insert(TEXT)
            assert receipt["landed"] == "copied"
            assert text_on(x11, "clipboard") == TEXT


def test_copy_only_leaves_an_unmarked_text(x11, driver):
    driver.do("copy", text=TEXT)
    assert driver.hear("copied") == {"event": "copied", "landed": "copied", "reason": ""}
    assert text_on(x11, "clipboard") == TEXT
    assert "x-kde-passwordManagerHint" not in clipboard(x11)["CLIPBOARD"]


def test_no_text_is_no_insertion(x11, driver):
    receipt = driver.insert("")
    assert receipt["landed"] == "nowhere"
    assert "no text" in receipt["reason"]


def test_closing_ends_every_order_once(x11):
    with inserter(x11) as driver, field_window(x11, 0.0, "deaf"):
        for word in ("one", "two"):
            driver.do("insert", text=word)
        driver.sync()
        driver.do("close")
        driver.do("insert", text="three")
        heard = [driver.hear("receipt") for _ in range(3)]
        assert sorted(each["number"] for each in heard) == [0, 1, 2]
        assert {each["landed"] for each in heard} == {"nowhere"}
        assert all("closed" in each["reason"] for each in heard)


def needs_gtk(version):
    if version == "qt":
        return
    check = f"import gi; gi.require_version('Gtk', '{version}'); from gi.repository import Gtk"
    done = subprocess.run(["/usr/bin/python3", "-c", check], capture_output=True)
    if done.returncode:
        pytest.skip(f"GTK {version} is not here: apt install python3-gi gir1.2-gtk-{version}")


@pytest.mark.parametrize("toolkit", ["qt", "3.0", "4.0"])
def test_text_replaces_what_is_selected(x11, driver, toolkit):
    needs_gtk(toolkit)
    with (
        clipboard_owner(x11, CLIPBOARD=plain("copied")),
        field_window(x11) if toolkit == "qt" else gtk_window(x11, toolkit) as target,
    ):
        assert driver.insert("before")["landed"] == "inserted"
        target.await_text("before")
        x11.run("xdotool", "key", "ctrl+a")
        given_back(x11, clipboard="copied", primary="before")
        assert driver.insert(TEXT)["landed"] == "inserted"
        target.await_text(TEXT)
        given_back(x11, clipboard="copied")
