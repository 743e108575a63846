"""From the decoder's words to written ones."""

import pytest

from providers.local.words import Span, written


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["<s>", "<sil>", "</s>"], ""),
        (["<s>", "he", "was", "</s>"], "he was"),
        (["the(2)", "a(12)", "[NOISE]", "man"], "the a man"),
        (["++UM++", "[SPEECH]", "i'm", "o'clock"], "i'm o'clock"),
        (["(2)"], ""),
    ],
)
def test_only_words_are_written(words: list[str], text: str) -> None:
    assert written(Span(word, 0, 1) for word in words).strip() == text


def test_a_span_knows_its_length() -> None:
    assert Span("he", 10, 19).frames == 10
    assert Span("<sil>", 0, 0).is_filler
    assert not Span("silly", 0, 0).is_filler
