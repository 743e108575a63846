"""The inserter on KWin: the chord goes through the desktop's portal, which asks the user once."""

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
def plasma() -> Iterator[tuple[Desktop, Keys]]:
    desktop_entry.install()
    with kwin() as made:
        yield made


def test_in_a_terminal(plasma: tuple[Desktop, Keys], tmp_path: Path) -> None:
    desktop, keys = plasma
    copy(desktop, "before")
    copy(desktop, "selected before", "--primary")
    with foot(desktop, tmp_path) as terminal, inserter(desktop) as program:
        import time

        time.sleep(4)
        keys.down(ENTER)
        keys.up(ENTER)
        time.sleep(2)
        receipt = program.insert(TEXT)
        print(receipt)
        assert (receipt["landed"], receipt["reason"], receipt["note"]) == ("inserted", "", "")
        assert terminal.await_text(TEXT) == TEXT
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        assert pasted(desktop, "--primary") == b"selected before"
