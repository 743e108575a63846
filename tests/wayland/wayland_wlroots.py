"""The inserter on wlroots' compositors: in a terminal, and in the toolkits, natively and on XWayland."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.insertion.wayland_focus import SwayFocus
from rig.compositors import copy, foot, labwc, pasted, sway
from rig.desktop import Desktop, wait_until
from rig.examine import examine
from rig.insertion import Target, inserter, python, spoken

TEXT = "Grüße, 東京 😀 - naïve"


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with sway(tmp_path_factory.mktemp("sway")) as (made, _):
        yield made


def insert_in_a_terminal(desktop: Desktop, folder: Path, landed: str) -> None:
    copy(desktop, "before")
    copy(desktop, "selected before", "--primary")
    with foot(desktop, folder) as terminal, inserter(desktop) as program:
        receipt = program.insert(TEXT)
        assert (receipt["landed"], receipt["reason"], receipt["note"]) == (landed, "", "")
        assert terminal.await_text(TEXT) == TEXT
        program.do("insert", text=" one")
        program.do("insert", text=" two")
        assert [program.hear("receipt")["landed"] for _ in range(2)] == [landed, landed]
        terminal.await_text("two")
        assert terminal.text == f"{TEXT} one two"
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        assert pasted(desktop, "--primary") == b"selected before"


def test_in_a_terminal_on_sway(desktop: Desktop, tmp_path: Path) -> None:
    insert_in_a_terminal(desktop, tmp_path, "inserted")


def test_in_a_terminal_on_labwc_which_does_not_tell_whose_a_window_is(tmp_path: Path) -> None:
    with labwc() as (desktop, _):
        insert_in_a_terminal(desktop, tmp_path, "sent")


QT = python("text_field.py", "0")
GTK = ("/usr/bin/python3", python("gtk_field.py")[1])


@pytest.mark.parametrize(
    ("command", "environment"),
    [
        pytest.param(QT, {"QT_QPA_PLATFORM": "wayland"}, id="Qt"),
        pytest.param(QT, {"QT_QPA_PLATFORM": "xcb"}, id="Qt on XWayland"),
        pytest.param((*GTK, "3.0"), {"GDK_BACKEND": "wayland"}, id="GTK 3"),
        pytest.param((*GTK, "3.0"), {"GDK_BACKEND": "x11"}, id="GTK 3 on XWayland"),
        pytest.param((*GTK, "4.0"), {"GDK_BACKEND": "wayland"}, id="GTK 4"),
        pytest.param((*GTK, "3.0", "selected"), {"GDK_BACKEND": "wayland"}, id="over selected text in GTK 3"),
        pytest.param((*GTK, "4.0", "selected"), {"GDK_BACKEND": "wayland"}, id="over selected text in GTK 4"),
    ],
)
def test_in_a_toolkit(desktop: Desktop, command: tuple[str, ...], environment: dict[str, str]) -> None:
    look = SwayFocus(desktop.environment["SWAYSOCK"]).look
    on_it = Desktop(desktop.display, {**desktop.environment, **environment})
    with spoken(on_it, *command) as program, inserter(desktop) as inserting:
        wait_until(lambda: look() and look().process == program.process.pid, 20, "the focus in the target")
        receipt = inserting.insert(TEXT)
        assert (receipt["landed"], receipt["reason"]) == ("inserted", "")
        Target(program).await_text(TEXT)


def test_a_rule_for_a_program_holds(desktop: Desktop, tmp_path: Path) -> None:
    copy(desktop, "before")
    with foot(desktop, tmp_path) as terminal, inserter(desktop) as program:
        program.do("policy", programs={"foot": "never"})
        receipt = program.insert(TEXT)
        assert receipt["landed"] == "nowhere" and "your rule for foot" in receipt["reason"]
        assert pasted(desktop) == b"before"
        program.do("policy", programs={"foot": "ctrl+shift+v"})
        assert program.insert(TEXT)["landed"] == "inserted"
        assert terminal.await_text(TEXT) == TEXT


def test_the_doctor_says_how_it_stands(desktop: Desktop, tmp_path: Path) -> None:
    findings = examine({**desktop.environment, "HOLDFAST_HOME": str(tmp_path)}, "display", "insertion").findings
    assert findings["display"].text.endswith("Qt uses XWayland, where the overlay takes no focus.")
    assert findings["insertion"].text == "Text is pasted into the focused program, by a keyboard of Holdfast's own."
