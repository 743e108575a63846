"""Copying where nothing can be inserted, on Qt's own clipboard."""

import pytest
from PySide6.QtGui import QGuiApplication

from app.insertion.choice import choose_inserter
from app.insertion.copy_only import CopyOnlyInserter
from app.insertion.receipt import Landed, Receipt


@pytest.fixture
def clipboard(qapp):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    return clipboard


def insert(inserter, text):
    receipts = []
    inserter.remember_clipboard()
    inserter.insert(text, receipts.append)
    [receipt] = receipts
    return receipt


def test_the_text_is_copied_and_the_user_is_told_what_to_press(clipboard):
    receipt = insert(CopyOnlyInserter(clipboard, "Cmd+V"), "Grüße\n")
    assert receipt.landed is Landed.COPIED
    assert "press Cmd+V" in receipt.reason
    assert clipboard.text() == "Grüße\n"


def test_no_text_leaves_the_clipboard_alone(clipboard):
    clipboard.setText("before")
    assert insert(CopyOnlyInserter(clipboard), "").landed is Landed.NOWHERE
    assert clipboard.text() == "before"


def test_asked_for_copying_needs_no_reason(clipboard):
    assert CopyOnlyInserter(clipboard).copy("words") == Receipt(Landed.COPIED)


def test_a_desktop_that_drops_the_text_is_not_believed(clipboard):
    receipt = insert(CopyOnlyInserter(clipboard, needs_focus=True), "words")  # no window of ours has the focus
    assert receipt.landed is Landed.NOWHERE
    assert "history" in receipt.reason
    assert clipboard.text() == ""


@pytest.mark.parametrize("environment", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}])
def test_wayland_is_told_from_x11(qapp, environment):
    inserter = choose_inserter({"DISPLAY": ":0", **environment}, lambda names: None)
    assert isinstance(inserter, CopyOnlyInserter)
    assert insert(inserter, "words").landed is Landed.NOWHERE


def test_without_an_x_server_texts_are_copied(qapp):
    assert isinstance(choose_inserter({}, lambda names: None), CopyOnlyInserter)


def test_a_text_to_hold_is_copied(clipboard):
    receipts = []
    CopyOnlyInserter(clipboard).hold("words", receipts.append)
    assert receipts == [Receipt(Landed.COPIED)]
    assert clipboard.text() == "words"
