"""app/transcript.py"""

from app.transcript import Transcript


def test_pieces_are_appended_verbatim_and_the_tail_is_replaced():
    text = Transcript().with_partial("hel").with_partial("hello")
    assert text == Transcript("", "hello")
    text = text.with_final("Hello,").with_partial(" wor")
    assert text == Transcript("Hello,", " wor")
    assert text.with_final(" world.") == Transcript("Hello, world.", "")


def test_the_best_text_is_trimmed_once_over_the_whole():
    assert Transcript(" One", " two ").best() == "One two"
    assert Transcript().best() == ""
