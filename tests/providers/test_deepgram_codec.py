"""providers/deepgram.py"""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.codec import Frame
from providers.deepgram import DeepgramCodec, DeepgramOptions, fit_terms, language_code
from providers.wire import OptionError
from rig.transcripts import FOLDER, replay, transcripts
from rig.wire_fuzz import check_survives, frames


@pytest.mark.parametrize("path", transcripts("deepgram"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    replay(path, lambda **options: DeepgramCodec(DeepgramOptions(**options)))


@given(st.lists(frames(FOLDER / "deepgram"), max_size=6), st.integers(0, 2), st.booleans())
def test_survives_anything(said: list[Frame], asked: int, closing: bool) -> None:
    check_survives(lambda: DeepgramCodec(DeepgramOptions()), said, asked, closing)


def query(options: DeepgramOptions) -> dict[str, list[str]]:
    return parse_qs(urlsplit(DeepgramCodec(options).endpoint("k").url).query, strict_parsing=True)


def test_the_defaults_suit_dictation() -> None:
    handshake = DeepgramCodec(DeepgramOptions()).endpoint("key-1")
    assert handshake.url.startswith("wss://api.deepgram.com/v1/listen?")
    assert handshake.headers == (("Authorization", "Token key-1"),)
    assert query(DeepgramOptions()) == {
        "model": ["nova-3"],
        "language": ["en"],
        "encoding": ["linear16"],
        "sample_rate": ["16000"],
        "channels": ["1"],
        "interim_results": ["true"],
        "endpointing": ["300"],
        "smart_format": ["true"],
        "punctuate": ["true"],
    }


def test_every_option_reaches_the_query() -> None:
    options = DeepgramOptions(
        language="en-GB",
        model="nova-3-medical",
        smart_format=False,
        numerals=True,
        profanity_filter=True,
        dictation=True,
        endpointing_ms=None,
        terms=("Kubernetes", "push to talk"),
        region="eu",
    )
    assert DeepgramCodec(options).endpoint("k").url.startswith("wss://api.eu.deepgram.com/v1/listen?")
    sent = query(options)
    assert sent["endpointing"] == ["false"]
    assert sent["keyterm"] == ["Kubernetes", "push to talk"]
    assert sent["punctuate"] == ["true"], "spoken commands need it"
    assert "smart_format" not in sent
    assert sent["numerals"] == sent["profanity_filter"] == sent["dictation"] == ["true"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"language": "tlh"}, "language is 'tlh'; it must be one of multi, en"),
        ({"language": "de", "model": "nova-3-medical"}, "one of en, en-US"),
        ({"model": "nova-9"}, "one of nova-3, nova-3-medical"),
        ({"endpointing_ms": 9}, "endpointing_ms is 9; it must be a whole number from 10 to 5000."),
        ({"dictation": True, "language": "de"}, "dictation is True; it must be false for the language 'de'."),
        ({"numerals": 1}, "true or false"),
        ({"region": "mars"}, "one of us, eu, au, in"),
        ({"terms": ("a", 1)}, "a tuple of texts"),
    ],
)
def test_options_are_refused_before_connecting(options: dict, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        DeepgramOptions(**options)
    assert sentence in str(refused.value)


def test_languages() -> None:
    assert language_code("en-gb") == "en-GB"
    assert language_code("de-AT") == "de"
    assert language_code("yue") == "zh-HK"
    assert language_code("multi") == "multi"
    with pytest.raises(OptionError):
        language_code("tlh")


def test_vocabulary_stays_under_500_tokens() -> None:
    kept, left_out = fit_terms(["x" * 990, "y" * 11, "z" * 10])
    assert (kept, left_out) == (("x" * 990, "z" * 10), ("y" * 11,))
