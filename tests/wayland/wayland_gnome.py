"""The inserter on GNOME: X11's clipboard through XWayland, the chord through the portal, which asks the user once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import desktop_entry
from rig.compositors import Keys, allow_on_gnome, copy, foot, gnome, pasted
from rig.desktop import Desktop, wait_until
from rig.insertion import inserter

TEXT = "Grüße, 東京 😀 - naïve"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desktop, Keys]]:
    desktop_entry.install()
    with gnome() as (desktop, keys):
        desktop.environment |= {"HOLDFAST_HOME": str(tmp_path_factory.mktemp("home")), "QT_QPA_PLATFORM": "xcb"}
        yield desktop, keys


def test_the_user_is_asked_once_and_the_text_is_in_the_terminal(session: tuple[Desktop, Keys], tmp_path: Path) -> None:
    desktop, keys = session
    with foot(desktop, tmp_path) as terminal, inserter(desktop) as program:
        program.do("insert", text="too early")
        assert "asks whether Holdfast may press keys" in program.hear("receipt")["reason"]
        allow_on_gnome(desktop, keys, Path(desktop.environment["HOLDFAST_HOME"]) / "state" / "keyboard-leave")
        terminal.await_focus()
        copy(desktop, "before")
        copy(desktop, "selected before", "--primary")
        receipt = program.insert(TEXT)
        assert (receipt["landed"], receipt["reason"], receipt["note"]) == ("sent", "", "")
        assert terminal.await_text(TEXT) == TEXT
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        wait_until(lambda: pasted(desktop, "--primary") == b"selected before", what="the other one, too")
    with foot(desktop, tmp_path / "again") as terminal, inserter(desktop) as program:
        wait_until(lambda: program.insert("once more")["landed"] == "sent", what="the silent leave")
        assert terminal.await_text("once more") == "once more"
