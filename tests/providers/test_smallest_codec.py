"""providers/smallest.py"""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.codec import Frame
from providers.smallest import SmallestCodec, SmallestOptions, fit_terms, language_code
from providers.wire import OptionError
from rig.transcripts import FOLDER, replay, transcripts
from rig.wire_fuzz import check_survives, frames


@pytest.mark.parametrize("path", transcripts("smallest"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    replay(path, lambda **options: SmallestCodec(SmallestOptions(**options)))


@given(st.lists(frames(FOLDER / "smallest"), max_size=6), st.integers(0, 2), st.booleans())
def test_survives_anything(said: list[Frame], asked: int, closing: bool) -> None:
    check_survives(lambda: SmallestCodec(SmallestOptions()), said, asked, closing)


def query(options: SmallestOptions) -> dict[str, list[str]]:
    return parse_qs(urlsplit(SmallestCodec(options).endpoint("k").url).query, strict_parsing=True)


def test_the_defaults_keep_formatting_and_the_acknowledgement() -> None:
    handshake = SmallestCodec(SmallestOptions()).endpoint("key-1")
    assert handshake.url.startswith("wss://api.smallest.ai/waves/v1/stt/live?model=pulse&language=en&")
    assert handshake.headers == (("Authorization", "Bearer key-1"),)
    assert "key-1" not in handshake.url
    assert query(SmallestOptions()) == {
        "model": ["pulse"],
        "language": ["en"],
        "encoding": ["linear16"],
        "sample_rate": ["16000"],
        "word_timestamps": ["true"],
        "itn_normalize": ["true"],
        "finalize_on_words": ["true"],
        "eou_timeout_ms": ["800"],
    }


def test_the_other_path_knows_no_model() -> None:
    options = SmallestOptions(path="pulse", itn=False, finalize_on_words=False, max_words=30)
    url = SmallestCodec(options, "ws://localhost:8000").endpoint("k").url
    assert url.startswith("ws://localhost:8000/waves/v1/pulse/get_text?language=en&")
    assert "model" not in query(options)
    assert query(options)["max_words"] == ["30"]
    assert query(options)["itn_normalize"] == query(options)["finalize_on_words"] == ["false"]


def test_keywords_are_one_text() -> None:
    options = SmallestOptions(terms=("Kubernetes", "push to talk", "a:b"), boost=2)
    assert query(options)["keywords"] == ["Kubernetes:2,push to talk:2"]
    assert "keywords" not in query(SmallestOptions(terms=("a,b",))), "an empty value would register an empty keyword"


def test_vocabulary() -> None:
    assert fit_terms(["one", "a,b", "c:d"]) == (("one",), ("a,b", "c:d"))
    kept, left_out = fit_terms([f"term{number}" for number in range(101)])
    assert len(kept) == 100
    assert left_out == ("term100",)


@pytest.mark.parametrize(
    ("language", "region", "host"),
    [
        ("en", "auto", "api.smallest.ai"),
        ("zh", "auto", "api.us.smallest.ai"),
        ("ta", "auto", "api.smallest.ai"),
        ("en", "us", "api.us.smallest.ai"),
        ("ja", "us", "api.us.smallest.ai"),
    ],
)
def test_the_host_has_the_language(language: str, region: str, host: str) -> None:
    assert SmallestOptions(language=language, region=region).host == host


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"eou_timeout_ms": 0}, "eou_timeout_ms is 0; it must be a whole number from 100 to 10000."),
        ({"eou_timeout_ms": 10_001}, "from 100 to 10000"),
        ({"max_words": 0}, "from 1 to 1000"),
        ({"boost": 4}, "from 1 to 3"),
        ({"language": "sv"}, "one of en, hi"),
        ({"language": "ja", "region": "india"}, "region is 'india'; it must be 'us' or 'auto' for the language 'ja'."),
        ({"language": "ta", "region": "us"}, "'india' or 'auto'"),
        ({"region": "eu"}, "one of auto, india, us"),
        ({"path": "asr"}, "one of live, pulse"),
        ({"itn": "true"}, "true or false"),
        ({"finalize_on_words": None}, "true or false"),
        ({"terms": "abc"}, "a tuple of texts"),
    ],
)
def test_options_are_refused_before_connecting(options: dict, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        SmallestOptions(**options)
    assert sentence in str(refused.value)


def test_languages() -> None:
    assert language_code("de-AT") == "de"
    assert language_code("zh-HK") == "yue"
    assert language_code("zh-Hant-TW") == "zh"
    assert language_code("multi") == "multi"
    with pytest.raises(OptionError, match="language is 'sv'"):
        language_code("sv")
