"""providers/joining.py"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.joining import Joiner, close_up, seam


def joined(*pieces: str, spaced: bool = True) -> str:
    joiner = Joiner(spaced)
    return "".join(joiner.commit(piece) for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("Order.", "My"), "Order. My"),
        (("Should I do it? ", "Yes. "), "Should I do it? Yes."),
        (("a", " b"), "a b"),
        (("a ", " b"), "a b"),
        (("", "  ", "a"), "a"),
        (("a", "", "b"), "a b"),
        (("a", " ", "."), "a."),
        (("नमस्ते ", "।"), "नमस्ते।"),
        (("Ça va", " ?"), "Ça va ?"),
        (("I use", ".NET"), "I use .NET"),
        (("well", "...and"), "well ...and"),
        (("a\n", "b"), "a\nb"),
        (("a", "\nb"), "a\nb"),
        (("今天", "天气"), "今天天气"),
        (("はい。 ", "次"), "はい。次"),
        (("我用", "Python"), "我用 Python"),
        (("สวัสดี", "ครับ"), "สวัสดี ครับ"),
        (("안녕", "하세요"), "안녕 하세요"),
    ],
)
def test_joining(pieces: tuple[str, ...], text: str) -> None:
    assert joined(*pieces) == text


def test_without_spaces_only_the_services_own_stay() -> None:
    assert joined("我用", "Python", "OK", spaced=False) == "我用PythonOK"
    assert joined("open ", "source", spaced=False) == "open source"
    assert joined("open", " source", spaced=False) == "open source"


def test_a_tail_is_fitted_and_forgotten() -> None:
    joiner = Joiner()
    assert joiner.fit("one") == "one"
    assert joiner.commit("One.") == "One."
    assert joiner.fit("two") == joiner.fit(" two ") == " two"
    assert joiner.fit("") == ""
    assert joiner.commit("Two.") == " Two."


def test_closing_up() -> None:
    assert close_up("はい じゃあ 始め ます。 Python が") == "はいじゃあ始めます。 Python が"
    assert close_up("안녕 하세요 a b") == "안녕 하세요 a b"


@given(st.lists(st.text()), st.booleans())
def test_no_character_but_blanks_is_lost(pieces: list[str], spaced: bool) -> None:
    def bare(text: str) -> str:
        return text.replace(" ", "").replace("\t", "")

    assert bare(joined(*pieces, spaced=spaced)) == bare("".join(pieces))


@pytest.mark.parametrize(
    ("before", "text", "joined"),
    [
        ("", " Hello", "Hello"),
        ("Hello", "there", " there"),
        ("Hello", "  there", " there"),
        ("Hello ", "there", "there"),
        ("Hello\n", "there", "there"),
        ("Hello", "\nthere", "\nthere"),
        ("Hello", "", ""),
        ("Hello", " ", ""),
        ("Hello", ", there", ", there"),
        ("Hello", ".NET", " .NET"),
        ("日", "本", "本"),
        ("日", "NHK", " NHK"),
        ("NHK", "日", " 日"),
        ("สวัส", "ดี", "ดี"),
        ("สวัส", "Siam", " Siam"),
    ],
)
def test_another_stream_goes_on_with_the_next_word(before: str, text: str, joined: str) -> None:
    assert seam(before, text) == joined
