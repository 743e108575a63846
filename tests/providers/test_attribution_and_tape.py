"""providers/attribution.py and providers/tape.py: whose text it is, and what can be told again."""

import asyncio

import pytest

from providers.attribution import Attribution
from providers.events import Final, Partial
from providers.feed import Feed, Mark
from providers.tape import Tape


def test_on_a_fresh_socket_every_text_is_the_dictations_own():
    mine = Attribution(0)
    assert mine.own(Partial(" he"), 0) == Partial("he")
    assert mine.own(Final(" hello", 1600), 3200) == Final("hello", 1600)
    assert mine.own(Final(" world", 3200), 3200) == Final(" world", 3200)
    assert mine.own(Partial(" and"), 3200) == Partial(" and")
    assert mine.late == 0


def test_on_a_kept_socket_coverage_is_counted_from_the_dictations_first_sample():
    mine = Attribution(16_000)
    assert mine.own(Final(" hello", 17_600), 3200) == Final("hello", 1600)
    assert mine.own(Final(" there"), 3200) == Final(" there", None)


def test_a_word_of_the_dictation_before_is_in_no_other():
    mine = Attribution(16_000)
    assert mine.own(Final(" late", 15_000), 0) is None
    assert mine.own(Partial(" late"), 0) is None
    assert mine.own(Final(" later", 16_000), 1600) is None
    assert mine.own(Final("", 15_500), 1600) is None
    assert mine.late == 3
    assert mine.own(Final(" mine", 17_000), 1600) == Final("mine", 1000)


def test_an_empty_first_final_does_not_use_up_the_beginning():
    mine = Attribution(0)
    assert mine.own(Final("", 100), 1600) == Final("", 100)
    assert mine.own(Final(" word", 1600), 1600) == Final("word", 1600)


class Reader:
    """A tape, read from outside its loop."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        feed = Feed(self.loop)
        for item in (b"a", b"b", Mark.FINALIZE):
            feed.put(item)
        self.tape = Tape(feed)

    def read(self, count: int) -> list[object]:
        return [self.loop.run_until_complete(self.tape.get()) for _ in range(count)]


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.loop.close()


def test_what_was_read_is_read_again_and_what_comes_later_behind_it(reader):
    assert reader.read(2) == [b"a", b"b"]
    reader.tape.rewind()
    assert reader.read(3) == [b"a", b"b", Mark.FINALIZE]
    assert reader.tape.remembers


def test_forgetting_keeps_what_was_not_read_again_yet(reader):
    reader.read(2)
    reader.tape.rewind()
    assert reader.read(1) == [b"a"]
    reader.tape.forget()
    assert reader.read(2) == [b"b", Mark.FINALIZE]
    with pytest.raises(RuntimeError):
        reader.tape.rewind()
