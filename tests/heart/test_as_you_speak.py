"""app/as_you_speak.py: words go out once, in order, and are the beginning of the text that is delivered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.as_you_speak import whole_words
from app.messages import Cancelled, Deliver, DeliverPart, Heard, Outcome, Pressed, Released
from app.session import State, step
from providers.errors import Failure, FailureKind
from providers.events import Failed, Final, Finalized, Interrupted, Partial

BROKEN = Failure(FailureKind.NETWORK, "The connection broke.")


def run(*inputs, on=True):
    """The parts and deliveries that come of these inputs."""
    state, out = State(10.0, in_parts=on), []
    for each in inputs:
        state, effects = step(state, each)
        out += [effect for effect in effects if isinstance(effect, DeliverPart | Deliver)]
    return out


def parts(*inputs):
    return [each.text for each in run(*inputs) if isinstance(each, DeliverPart)]


def finals(dictation, *texts):
    return [Heard(dictation, Final(text), 0.5) for text in texts]


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("", ""),
        ("Hel", ""),
        ("Hello wor", "Hello"),
        ("Hello  ", "Hello"),
        ("one\ntw", "one"),
        ("one two\n", "one two"),
        ("Hello. ", "Hello."),
        ("Hello world.", "Hello world."),
        ("Really?", "Really?"),
        ("東京に行", "東京に行"),
        ("価格は a", "価格は"),
    ],
)
def test_what_is_whole(text, ready):
    assert text[: whole_words(text)] == ready


def test_words_go_out_as_they_become_final():
    said = run(
        Pressed(0.0),
        *finals(1, " Hel", "lo wor", "ld, he"),
        Released(1.0),
        *finals(1, "re"),
        Heard(1, Finalized(), 1.2),
    )
    assert [each.text for each in said] == ["Hello", " world,", "Hello world, here"]
    assert said[-1].delivered == "Hello world,"


def test_nothing_goes_out_unasked():
    assert run(Pressed(0.0), *finals(1, "one two three"), on=False) == []


def test_provisional_words_stay():
    assert parts(Pressed(0.0), Heard(1, Partial("one two three"), 0.1)) == []


def test_a_stream_that_breaks_takes_nothing_back_and_gives_nothing_twice():
    said = run(
        Pressed(0.0),
        *finals(1, "one two"),
        Heard(1, Partial(" three fo"), 0.6),
        Heard(1, Interrupted(BROKEN), 0.7),
        *finals(1, " three four "),
        Released(1.0),
        Heard(1, Finalized(), 1.2),
    )
    assert [each.text for each in said] == ["one", " two three four", "one two three four"]
    assert said[-1].delivered == said[-1].text


def test_a_dictation_that_fails_says_how_far_it_came():
    ended = run(Pressed(0.0), *finals(1, "one two"), Released(1.0), Heard(1, Failed(BROKEN), 1.2))[-1]
    assert (ended.outcome, ended.text, ended.delivered) == (Outcome.FAILED, "one two", "one")


def test_behind_a_cancel_nothing_goes_out():
    said = run(
        Pressed(0.0), *finals(1, "one two"), Cancelled(1.0), *finals(1, " three four"), Heard(1, Finalized(), 1.2)
    )
    assert [each.text for each in said] == ["one", "one two three four"]
    assert (said[-1].outcome, said[-1].delivered) == (Outcome.CANCELLED, "one")


def test_a_later_dictation_waits_for_the_earlier_one():
    begun = [Pressed(0.0), *finals(1, "a b"), Released(1.0), Pressed(2.0), *finals(2, "c d")]
    assert parts(*begun) == ["a"]
    assert [each.text for each in run(*begun, Heard(1, Finalized(), 2.5))] == ["a", "a b", "c"]


@given(st.lists(st.sampled_from(["a", " b", "c ", ". ", "\n", " ", "日"]), max_size=12))
def test_parts_and_the_rest_are_the_text(pieces):
    said = run(Pressed(0.0), *finals(1, *pieces), Released(1.0), Heard(1, Finalized(), 1.2))
    text = "".join(pieces).strip()
    assert said[-1].text == text
    assert "".join(each.text for each in said[:-1]) == said[-1].delivered == text[: len(said[-1].delivered)]
