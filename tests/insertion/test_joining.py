"""What stands between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.insertion.joining import Capitals, Spacing, Style, joined, needs_space

EN, DE, FR, UNKNOWN = Style(language="en-GB"), Style(language="de"), Style(language="fr_FR"), Style()
KEEP = Style(language="en", capitals=Capitals.KEEP)


@pytest.mark.parametrize(
    ("before", "text", "style", "wanted"),
    [
        ("", "Hello.", EN, "Hello."),
        ("Hello.", "World.", EN, " World."),
        ("Hello", ", world", EN, ", world"),
        ("Hello ", "World", KEEP, "World"),
        ("Hello\n", "World", EN, "World"),
        ("Hello\u00a0", "World", KEEP, "World"),
        ("(", "see below)", EN, "see below)"),
        ("see (", "below)", EN, "below)"),
        ('He said "', "Yes.", EN, "Yes."),
        ('He said "yes"', "and left", EN, " and left"),
        ('"', "Yes.", EN, "Yes."),
        ('("', "Yes.", EN, "Yes."),
        ("he said — “", "yes", EN, "yes"),
        ("„", "Ja", DE, "Ja"),
        ("„Ja“", "sagte er", DE, " sagte er"),
        ("»", "Ja", DE, "Ja"),
        ("»Ja«", "sagte er", DE, " sagte er"),
        ("« Oui »", "dit-il", FR, " dit-il"),
        ("l'", "arbre", FR, "arbre"),
        ("jusqu’", "ici", FR, "ici"),
        ("the dogs'", "bowl", EN, " bowl"),
        ("the dog", "'s bowl", EN, "'s bowl"),
        ("we", "’re there", EN, "’re there"),
        ("he said", "'tis", EN, " 'tis"),
        ("well-", "known", EN, "known"),
        ("well", "-known", EN, "-known"),
        ("a list:", "- one", EN, " - one"),
        ("-", "milk", EN, " milk"),
        ("one –", "two", EN, " two"),
        ("one—", "two", EN, "two"),
        ("/usr/", "bin", EN, "bin"),
        ("me@", "example.org", EN, "example.org"),
        ("$", "20", EN, "20"),
        ("20 €", "each", EN, " each"),
        ("20", "%", EN, "%"),
        ("Hello 😀", "there", EN, " there"),
        ("Hello", "😀", EN, " 😀"),
        ("你好", "世界", Style(language="zh-CN"), "世界"),
        ("你好", "世界", UNKNOWN, "世界"),
        ("こんにちは。", "Hello", UNKNOWN, "Hello"),
        ("Hello", "世界", UNKNOWN, "世界"),
        ("Hello", "world", Style(language="ja"), "world"),
        ("สวัสดี", "ครับ", UNKNOWN, "ครับ"),
        ("안녕", "하세요", Style(language="ko"), " 하세요"),
        ("שלום", "עולם", Style(language="he"), " עולם"),
        ("Hello", " world", EN, " world"),
        ("Hello\u200d", "world", EN, "world"),
        ("Hello", "", EN, ""),
    ],
)
def test_a_space_is_where_what_precedes_needs_one(before, text, style, wanted):
    assert joined(text, style, before) == wanted


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("one ", "three", "two "),
        ("one", "three", " two "),
        ("one ", " three", "two"),
        ("one ", ".", "two"),
        ("one ", "", "two"),
        ("one ", "(", "two"),
        ("one ", "\n", "two"),
        (None, "three", "two"),
    ],
)
def test_a_word_behind_the_cursor_is_kept_apart(before, after, wanted):
    assert joined("two", EN, before, after) == wanted


def test_what_precedes_is_not_known():
    assert joined("The end.", EN, None) == "The end."


@pytest.mark.parametrize(
    ("spacing", "before", "text", "language", "wanted"),
    [
        (Spacing.BEFORE, None, "one", "en", " one"),
        (Spacing.BEFORE, "", "one", "en", " one"),
        (Spacing.BEFORE, None, ", one", "en", ", one"),
        (Spacing.BEFORE, None, "一", "zh", "一"),
        (Spacing.AFTER, None, "one", "en", "one "),
        (Spacing.AFTER, "zero", "one", "en", "one "),
        (Spacing.AFTER, None, "one\n", "en", "one\n"),
        (Spacing.AFTER, None, "一", "", "一"),
        (Spacing.AFTER, None, "one", "th", "one"),
        (Spacing.NEVER, "zero", "one", "en", "one"),
    ],
)
def test_the_user_may_say_where_spaces_are(spacing, before, text, language, wanted):
    assert joined(text, Style(spacing=spacing, language=language), before) == wanted


@pytest.mark.parametrize(
    ("before", "text", "style", "wanted"),
    [
        ("I think", "That is it.", EN, " that is it."),
        ("I think,", "The end", EN, " the end"),
        ("I think ", "So", EN, "so"),
        ("I was in", "The Hague", EN, " The Hague"),
        ("and", "Then I left", EN, " then I left"),
        ("and", "I left", EN, " I left"),
        ("and", "Peter left", EN, " Peter left"),
        ("and", "IT is", EN, " IT is"),
        ("and", "NATO", EN, " NATO"),
        ("ich sah", "Die Frau", DE, " Die Frau"),
        ("ich weiß", "Nicht", DE, " Nicht"),
        ("I think", "That is it.", UNKNOWN, " That is it."),
        ("je crois", "Que oui", FR, " que oui"),
        ("I think\n", "That is it.", EN, "That is it."),
        ("I think:", "That is it.", EN, " That is it."),
        ("I think.", "that is it.", EN, " That is it."),
        ('"I think."', "that is it.", EN, " That is it."),
        ("Really?", "yes", UNKNOWN, " Yes"),
        ("e.g.", "apples", EN, " apples"),
        ("Dr.", "no", EN, " no"),
        ("wait...", "what", EN, " what"),
        ("Yes.", "iPhone", EN, " iPhone"),
        ("Yes.", "www.example.org", EN, " www.example.org"),
        ("Yes.", "x86 it is", EN, " x86 it is"),
        ("Yes.", "3 apples", EN, " 3 apples"),
        ("Yes.", "ßa", DE, " ßa"),
        ("", "hello", EN, "hello"),
        ("  ", "hello", EN, "hello"),
        ("I think", "That", KEEP, " That"),
        ("I think.", "that", KEEP, " that"),
    ],
)
def test_the_first_letter_goes_by_what_precedes(before, text, style, wanted):
    assert joined(text, style, before) == wanted


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text("aB .,'\"“(-世ก€\u200d\n", max_size=8)
styles = st.builds(
    Style,
    st.sampled_from(Spacing),
    st.sampled_from(Capitals),
    st.sampled_from(["", "en", "de", "fr", "zh-TW", "multi"]),
)


@given(texts, styles, st.none() | texts, st.none() | texts)
def test_no_word_is_lost_or_added(text, style, before, after):
    result = joined(text, style, before, after)
    assert len(result) - len(text) in (0, 1, 2)
    inner = result[result.startswith(" ") and not text.startswith(" ") :]
    inner = inner[: len(text)]
    assert inner[1:] == text[1:]
    assert inner[:1].lower() == text[:1].lower()
    assert result.replace(inner, "", 1).strip(" ") == ""


@given(texts, styles, texts)
def test_never_two_spaces_in_a_row(text, style, before):
    lead = joined(text, Style(Spacing.AUTO, style.capitals, style.language), before)
    if before[-1:].isspace() or not before or text[:1].isspace():
        assert len(lead) == len(text)


@given(texts, texts)
def test_languages_without_spaces_have_none(text, before):
    assert not needs_space(before, text, Style(language="zh"))
    assert len(joined(text, Style(Spacing.BEFORE, language="ja"), before)) == len(text)


@given(texts, texts)
def test_german_is_never_made_small(text, before):
    result = joined(text, DE, before).lstrip(" ")
    assert not (text[:1].isupper() and result[:1].islower())


@given(st.lists(st.from_regex(r"[a-zäé]{1,6}[.,!?]?", fullmatch=True), min_size=1), styles)
def test_plain_sentences_come_out_with_one_space_each(pieces, style):
    style = Style(Spacing.AUTO, Capitals.KEEP, "" if style.tongue == "zh" else style.language)
    written = ""
    for piece in pieces:
        written += joined(piece, style, written)
    assert written == " ".join(pieces)
