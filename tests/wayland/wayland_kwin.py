"""The inserter on KWin: the chord goes through the desktop's portal, which asks the user once."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import desktop_entry
from rig.compositors import Keys, copy, foot, kwin, pasted
from rig.desktop import Desktop, wait_until
from rig.insertion import inserter

TEXT = "Grüße, 東京 😀 - naïve"
ENTER = 28


@pytest.fixture(scope="module")
def plasma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desktop, Keys]]:
    desktop_entry.install()
    with kwin() as (desktop, keys):
        desktop.environment["HOLDFAST_HOME"] = str(tmp_path_factory.mktemp("home"))
        yield desktop, keys


def allow(desktop: Desktop, keys: Keys) -> None:
    """Say yes in the desktop's dialog, whenever it comes up, until the leave is there."""
    leave = Path(desktop.environment["HOLDFAST_HOME"]) / "state" / "keyboard-leave"
    for _ in range(30):
        keys.down(ENTER)
        keys.up(ENTER)
        with contextlib.suppress(pytest.fail.Exception):
            wait_until(leave.exists, 1)
            return
    pytest.fail("no leave to press keys")


def test_the_user_is_asked_once_and_the_text_is_in_the_terminal(plasma: tuple[Desktop, Keys], tmp_path: Path) -> None:
    desktop, keys = plasma
    with foot(desktop, tmp_path) as terminal, inserter(desktop) as program:
        program.do("insert", text="too early")
        assert "asks whether Holdfast may press keys" in program.hear("receipt")["reason"]
        allow(desktop, keys)
        terminal.await_focus()
        copy(desktop, "before")
        copy(desktop, "selected before", "--primary")
        receipt = program.insert(TEXT)
        assert (receipt["landed"], receipt["reason"], receipt["note"]) == ("inserted", "", "")
        assert terminal.await_text(TEXT).strip() == TEXT  # without the Enters that came too early for the dialog
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        wait_until(lambda: pasted(desktop, "--primary") == b"selected before", what="the other one, too")
    with foot(desktop, tmp_path / "again") as terminal, inserter(desktop) as program:
        receipts = []

        def inserted() -> bool:  # until the session is open, texts are on the clipboard
            receipts.append(program.insert("once more"))
            return receipts[-1]["landed"] != "copied"

        wait_until(inserted, 30, "the silent leave")
        assert receipts[-1]["landed"] == "inserted", receipts[-1]
        assert terminal.await_text("once more") == "once more"
