"""Where utterances are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.local.segmentation import (
    BREATH,
    IDLE,
    LEAD,
    LONG,
    LONGEST,
    NEAR,
    PAUSE,
    UNSETTLED,
    before,
    cut_at,
    cut_wanted,
)
from providers.local.words import Span


def spans(*parts: tuple[str, int]) -> list[Span]:
    """Spans one behind the other, from words and their lengths in frames."""
    made: list[Span] = []
    first = 0
    for word, length in parts:
        made.append(Span(word, first, first + length - 1))
        first += length
    return made


def test_nothing_heard_yet_is_left_alone() -> None:
    assert cut_wanted([], 10) is None
    assert cut_wanted(spans(("<sil>", IDLE - 1)), IDLE - 1) is None


def test_waiting_for_a_word_costs_no_memory() -> None:
    assert cut_wanted(spans(("<sil>", IDLE)), IDLE) == IDLE - LEAD
    assert cut_wanted([], IDLE) == IDLE - LEAD


def test_a_pause_is_cut_in_its_middle() -> None:
    spoken = ("<s>", 30), ("he", 20)
    assert cut_wanted(spans(*spoken, ("<sil>", PAUSE - 1)), 200) is None
    assert cut_wanted(spans(*spoken, ("<sil>", PAUSE)), 200) == 50 + PAUSE // 2
    assert cut_wanted(spans(*spoken, ("<sil>", 40), ("[NOISE]", 20)), 200) == 80


def test_a_word_that_is_being_spoken_is_not_cut() -> None:
    assert cut_wanted(spans(("he", 20), ("<sil>", 90), ("was", 1)), 111) is None


def test_a_long_utterance_is_cut_at_a_breath() -> None:
    talk = spans(("word", LONG - BREATH), ("<sil>", BREATH))
    assert cut_wanted(talk, LONG) == LONG - BREATH // 2
    assert cut_wanted(talk, LONG - 1) is None


def test_an_utterance_without_any_pause_is_cut_before_its_last_second() -> None:
    assert cut_wanted(spans(("word", LONGEST)), LONGEST) == LONGEST - UNSETTLED


def test_a_cut_stays_in_the_silence_it_was_wanted_in() -> None:
    assert cut_at(spans(("he", 20), ("<sil>", 50), ("</s>", 2)), 72, 45) == 45


def test_a_cut_goes_to_the_nearest_silence_before_it() -> None:
    settled = spans(("<s>", 5), ("he", 15), ("<sil>", 11), ("was", 20), ("not", 20))
    assert cut_at(settled, 71, 60) == 26
    assert before(settled, 26) == settled[:2]


def test_a_silence_of_one_frame_is_silence_enough() -> None:
    settled = spans(("he", 20), ("<sil>", 1), ("was", 20), ("not", 20))
    cut = cut_at(settled, 61, 50)
    assert cut == 21
    assert before(settled, cut) == settled[:2]


def test_without_a_silence_it_goes_between_two_words() -> None:
    settled = spans(("<sil>", 9), *[("word", 50)] * 20)
    assert cut_at(settled, 1009, 930) == 909
    assert NEAR < 900


def test_one_endless_word_goes_as_a_whole() -> None:
    assert cut_at(spans(("word", 500)), 500, 400) == 500


def test_words_that_vanished_when_the_utterance_ended_change_nothing() -> None:
    assert cut_at(spans(("<sil>", 100)), 100, 70) == 70
    assert cut_at([], 100, 70) == 70


LENGTHS = st.integers(1, 120)
TALK = st.lists(st.tuples(st.sampled_from(["he", "was", "<sil>", "[NOISE]"]), LENGTHS), max_size=60)


@given(TALK, TALK)
def test_no_word_is_divided_and_none_is_in_two_places(
    heard: list[tuple[str, int]], meant: list[tuple[str, int]]
) -> None:
    seen, settled = spans(*heard), spans(*meant)
    length = max(seen[-1].last + 1 if seen else 0, settled[-1].last + 1 if settled else 0)
    wanted = cut_wanted(seen, length)
    if wanted is None:
        return
    assert 0 < wanted <= length
    cut = cut_at(settled, length, wanted)
    assert 0 < cut <= length
    done = before(settled, cut)
    assert done == settled[: len(done)]
    for span in settled[len(done) :]:
        assert span.is_filler or span.first >= cut


@pytest.mark.parametrize("cut", [0, 20, 21])
def test_before_takes_what_has_ended(cut: int) -> None:
    assert len(before(spans(("he", 20), ("was", 20)), cut)) == (cut >= 20)
