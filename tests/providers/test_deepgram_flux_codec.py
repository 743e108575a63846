"""providers/deepgram_flux.py"""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.codec import Frame
from providers.deepgram_flux import FluxCodec, FluxOptions, fit_terms, language_code
from providers.wire import OptionError
from rig.transcripts import FOLDER, replay, transcripts
from rig.wire_fuzz import check_survives, frames


@pytest.mark.parametrize("path", transcripts("deepgram-flux"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    replay(path, lambda **options: FluxCodec(FluxOptions(**options)))


@given(st.lists(frames(FOLDER / "deepgram-flux"), max_size=6), st.integers(0, 2), st.booleans())
def test_survives_anything(said: list[Frame], asked: int, closing: bool) -> None:
    check_survives(lambda: FluxCodec(FluxOptions()), said, asked, closing)


def query(options: FluxOptions) -> dict[str, list[str]]:
    return parse_qs(urlsplit(FluxCodec(options).endpoint("k").url).query, strict_parsing=True)


def test_by_default_only_the_key_ends_a_turn() -> None:
    handshake = FluxCodec(FluxOptions()).endpoint("key-1")
    assert handshake.url.startswith("wss://api.deepgram.com/v2/listen?")
    assert handshake.headers == (("Authorization", "Token key-1"),)
    assert query(FluxOptions()) == {
        "model": ["flux-general-en"],
        "encoding": ["linear16"],
        "sample_rate": ["16000"],
        "eot_threshold": ["1.0"],
        "eot_timeout_ms": ["30000"],
    }


def test_every_option_reaches_the_query() -> None:
    sent = query(
        FluxOptions(
            language="de",
            language_hints=("en", "de"),
            eot_threshold=0.8,
            eager_eot_threshold=0.4,
            eot_timeout_ms=60_000,
            terms=("push to talk",),
            region="au",
        )
    )
    assert sent["model"] == ["flux-general-multi"]
    assert sent["language_hint"] == ["de", "en"]
    assert sent["eager_eot_threshold"] == ["0.4"]
    assert sent["eot_threshold"] == ["0.8"]
    assert sent["keyterm"] == ["push to talk"]
    assert "language_hint" not in query(FluxOptions(language="multi"))
    assert query(FluxOptions(eot_threshold=1))["eot_threshold"] == ["1.0"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"eot_threshold": 0.49}, "eot_threshold is 0.49; it must be a number from 0.5 to 1.0."),
        ({"eot_threshold": float("nan")}, "from 0.5 to 1.0"),
        ({"eager_eot_threshold": 0.95}, "from 0.3 to 0.9"),
        ({"eager_eot_threshold": 0.9, "eot_threshold": 0.8}, "no more than eot_threshold"),
        ({"eot_timeout_ms": 499}, "from 500 to 60000"),
        ({"language": "sv"}, "one of multi, en"),
        ({"language_hints": ("en",)}, "whose model knows no hints"),
        ({"language": "multi", "language_hints": ("sv",)}, "one of en, es"),
        ({"terms": "abc"}, "a tuple of texts"),
        ({"region": "mars"}, "one of us, eu, au, in"),
    ],
)
def test_options_are_refused_before_connecting(options: dict, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        FluxOptions(**options)
    assert sentence in str(refused.value)


def test_languages() -> None:
    assert language_code("pt-BR") == "pt"
    assert language_code("multi") == "multi"
    with pytest.raises(OptionError):
        language_code("sv")


def test_vocabulary() -> None:
    assert fit_terms(["Ada", "x" * 1_001]) == (("Ada",), ("x" * 1_001,))
