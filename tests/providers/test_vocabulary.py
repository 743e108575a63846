"""providers/vocabulary.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.vocabulary import byte_length, codes, fit, match_language
from providers.wire import OptionError


def test_order_blanks_and_repetitions() -> None:
    assert fit(["b", " a  c ", "", "b", "\n"], count=9, size=99) == (("b", "a c"), ())


def test_what_is_left_out_is_said() -> None:
    assert fit(["one", "two", "three"], count=2, size=99) == (("one", "two"), ("three",))
    assert fit(["four", "three", "a"], count=9, size=5) == (("four", "a"), ("three",))
    assert fit(["a,b", "c"], count=9, size=9, usable=lambda term: "," not in term) == (("c",), ("a,b",))
    assert fit(["日本"], count=9, size=5, measure=byte_length) == ((), ("日本",))


@given(st.lists(st.text(max_size=6)), st.integers(0, 5), st.integers(0, 20))
def test_limits_hold_and_no_term_vanishes(terms: list[str], count: int, size: int) -> None:
    kept, left_out = fit(terms, count=count, size=size, measure=byte_length)
    assert len(kept) <= count
    assert sum(map(byte_length, kept)) <= size
    assert {*kept, *left_out} == {" ".join(term.split()) for term in terms} - {""}


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("en", "en"),
        ("EN_gb", "en-GB"),
        ("en-AU", "en"),
        ("nb-NO", "no"),
        ("zh-Hant-HK", "zh"),
        ("zh-hk", "yue"),
        ("multi", "multi"),
    ],
)
def test_languages(tag: str, code: str) -> None:
    offered = codes("multi en en-GB no zh yue")
    assert match_language("Here", tag, offered, {"zh-hk": "yue"}) == code


@pytest.mark.parametrize("tag", ["", "tlh", "e", "fil"])
def test_a_language_that_is_not_on_offer(tag: str) -> None:
    with pytest.raises(OptionError) as refused:
        match_language("Here", tag, ("en", "de"))
    assert str(refused.value) == f"language is {tag!r}; it must be one that Here has: en, de."
