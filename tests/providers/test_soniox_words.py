"""providers/soniox_words.py"""

import pytest

from providers.soniox_words import GAP, Piece, covered, whole


def pieces(*texts: str, end: int | None = None) -> list[Piece]:
    return [Piece(text, None, end) for text in texts]


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ([], 0),
        (["Hel"], 0),
        (["Hel", "lo"], 0),
        (["Hel", "lo", " the"], 2),
        (["Hel", "lo", " the", "re"], 2),
        ([" a", " b", " c"], 2),
        (["3", ".", "5"], 0),
        (["Hello", ",", " there", "."], 2),
        (["so", "\nnext"], 1),
        (["ka", " "], 1),
        (["日", "本"], 2),
        (["N", "日"], 2),
        (["日", "N", "HK"], 1),
        (["สวัส", "ดี"], 0),  # written without spaces, and still in words
    ],
)
def test_a_word_is_whole_when_another_begins(texts: list[str], count: int) -> None:
    assert whole(pieces(*texts), None) == count


def test_a_word_is_whole_when_what_is_behind_it_is_final_and_brought_nothing() -> None:
    spoken = pieces(" a", " b", end=1000)
    assert whole(spoken, 1000 + GAP - 1) == 1
    assert whole(spoken, 1000 + GAP) == 2
    assert whole(pieces(" a", " b"), 10**9) == 1, "the service did not say where the word ends"


def test_whole_words_account_for_the_sound_up_to_the_next() -> None:
    spoken = [Piece(" a", 100, 150), Piece(" b", 210, 300), Piece(" c", None, 400)]
    assert [covered(spoken, count) for count in range(4)] == [100, 210, 300, 400]
    assert covered([], 0) is None
