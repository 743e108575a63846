"""The inserter on sway: in a terminal, and in the toolkits, natively and on XWayland."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.compositors import copy, foot, pasted, sway
from rig.desktop import Desktop, wait_until
from rig.insertion import inserter

TEXT = "Grüße, 東京 😀 - naïve"


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with sway(tmp_path_factory.mktemp("sway")) as (made, _):
        yield made


def test_in_a_terminal_with_a_receipt_and_the_clipboard_is_given_back(desktop: Desktop, tmp_path: Path) -> None:
    copy(desktop, "before")
    copy(desktop, "selected before", "--primary")
    with foot(desktop, tmp_path) as terminal, inserter(desktop) as program:
        receipt = program.insert(TEXT)
        assert (receipt["landed"], receipt["reason"], receipt["note"]) == ("inserted", "", "")
        assert terminal.await_text(TEXT) == TEXT
        program.do("insert", text=" one")
        program.do("insert", text=" two")
        assert [program.hear("receipt")["landed"] for _ in range(2)] == ["inserted", "inserted"]
        terminal.await_text("two")
        assert terminal.text == f"{TEXT} one two"
        wait_until(lambda: pasted(desktop) == b"before", what="the clipboard to be given back")
        assert pasted(desktop, "--primary") == b"selected before"
