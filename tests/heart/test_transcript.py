"""app/transcript.py"""

from hypothesis import given
from hypothesis import strategies as st

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


def test_the_tail_of_a_broken_stream_stays_until_there_is_as_much_again():
    broken = Transcript("So", " far so good").broken()
    assert broken.with_partial("") == broken
    assert broken.with_partial(" far") == broken
    assert broken.with_partial(" far so well") == Transcript("So", " far so well")
    assert broken.best() == "So far so good"


def test_a_final_takes_its_words_from_the_tail_of_a_broken_stream():
    broken = Transcript("So", " far so good").broken()
    assert broken.with_final("") == broken
    first = broken.with_final(" far,")
    assert first == Transcript("So far,", " so good", outlived=True, taken_up=True)
    assert first.with_partial(" so goo") == first
    assert first.with_final(" so good, all") == Transcript("So far, so good, all", "")
    assert first.with_final(" so") == Transcript("So far, so", " good", outlived=True, taken_up=True)


def test_a_tail_of_which_the_next_stream_heard_nothing_is_forsaken():
    assert not Transcript("So", " far").forsaken
    broken = Transcript("So", " far so good").broken()
    assert broken.forsaken and broken.with_final("").forsaken and broken.with_partial(" fa").forsaken
    taken_up = broken.with_final(" far")
    assert not taken_up.forsaken
    assert not taken_up.with_final("").forsaken
    assert taken_up.broken().forsaken
    assert not broken.with_partial(" far so good, all").forsaken


def test_a_stream_without_a_tail_leaves_none_behind():
    assert Transcript("So", " ").broken() == Transcript("So", " ")
    assert Transcript("So", " ").broken().with_partial("") == Transcript("So", "")


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["", " ", " a", " b c", " some more words"])), max_size=12))
def test_words_never_vanish_from_the_screen_while_a_new_stream_catches_up(said):
    shown = Transcript("So", " far so good").broken()
    for final, text in said:
        after = shown.with_final(text) if final else shown.with_partial(text)
        if after.outlived:
            assert len(after.best().split()) >= len(shown.best().split())
            assert after.best().startswith(shown.committed)
        elif final:
            assert len(after.best().split()) >= len(shown.best().split())
        else:
            assert len(after.best()) >= len(shown.best())
        if not after.outlived:
            break
        shown = after
