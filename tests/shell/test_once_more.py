"""app/once_more.py: a text is inserted again, or taken back, and the history says where it is."""

from dataclasses import replace

import pytest

from app.history.record import Record
from app.insertion import sentences
from app.insertion.receipt import Landed, Receipt
from app.once_more import GONE, NO_TEXT, TAKEN_BACK, OnceMore
from app.ui.status import Mark, Severity
from rig.history import NOON

CANCELLED = Record("a1", NOON, "some words", Mark.CANCELLED, "held", 1.0)


class Shelf:
    """A history of one record, and an inserter that says what it is told to."""

    def __init__(self, record):
        self.record = record
        self.put = []
        self.receipt = Receipt(Landed.INSERTED)
        self.told = []

    def newest(self, answer):
        answer(self.record)

    def change(self, identity, edit, answer):
        found = self.record if self.record and self.record.id == identity else None
        self.record = edit(found) if found else self.record
        answer(found and self.record)

    def identity(self, dictation):
        return "a1" if dictation == 7 else ""

    def insert(self, text, done):
        self.put.append(("inserted", text))
        done(self.receipt)

    def hold(self, text, done, reason):
        self.put.append(("held", text))
        done(Receipt(Landed.COPIED, reason))

    def copy(self, text):
        self.put.append(("copied", text))
        return self.receipt


def once_more(shelf, locked=False):
    return OnceMore(shelf, shelf, shelf.told.append, lambda: locked)


def test_the_newest_text_is_inserted_and_a_cancelled_one_is_cancelled_no_more():
    shelf = Shelf(CANCELLED)
    once_more(shelf).insert()
    assert shelf.put == [("inserted", "some words")]
    assert shelf.record == replace(CANCELLED, mark=Mark.INSERTED, outcome="committed")
    assert shelf.told == []


def test_what_was_inserted_before_stays_as_it_was():
    inserted = replace(CANCELLED, mark=Mark.INSERTED, note="Two words were late.")
    shelf = Shelf(inserted)
    shelf.receipt = Receipt(Landed.SENT)
    once_more(shelf).insert()
    assert shelf.record == inserted


def test_what_did_not_arrive_is_told_and_not_noted():
    shelf = Shelf(CANCELLED)
    for landed, severity in ((Landed.COPIED, Severity.WARNING), (Landed.NOWHERE, Severity.TROUBLE)):
        shelf.receipt = Receipt(landed, "The program in front did not take it.")
        once_more(shelf).insert()
        assert shelf.told[-1].severity is severity
        assert shelf.told[-1].text == "The program in front did not take it."
    assert shelf.record == CANCELLED


def test_without_a_text_that_is_said():
    shelf = Shelf(None)
    once_more(shelf).insert()
    assert [each.text for each in shelf.told] == [NO_TEXT]


def test_behind_a_locked_screen_it_goes_to_the_clipboard():
    shelf = Shelf(CANCELLED)
    once_more(shelf, locked=True).insert()
    assert shelf.put == [("held", "some words")]
    assert shelf.told[0].text == sentences.LOCKED


def test_what_is_taken_back_is_on_the_clipboard():
    shelf = Shelf(CANCELLED)
    shelf.receipt = Receipt(Landed.COPIED)
    once_more(shelf).take_back(7)
    assert shelf.put == [("copied", "some words")]
    assert (shelf.record.mark, shelf.told[0].text) == (Mark.COPIED, TAKEN_BACK)


@pytest.mark.parametrize("dictation", [7, 8])
def test_what_is_gone_or_cannot_be_copied_is_said(dictation):
    shelf = Shelf(CANCELLED)
    shelf.receipt = Receipt(Landed.NOWHERE, sentences.REFUSED)
    once_more(shelf).take_back(dictation)
    assert shelf.told[0].text == (sentences.REFUSED if dictation == 7 else GONE)
