"""providers/cartesia.py"""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.cartesia import CartesiaCodec, CartesiaOptions, fit_terms, language_code
from providers.codec import Frame
from providers.wire import OptionError
from rig.transcripts import FOLDER, replay, transcripts
from rig.wire_fuzz import check_survives, frames


@pytest.mark.parametrize("path", transcripts("cartesia"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    replay(path, lambda **options: CartesiaCodec(CartesiaOptions(**options)))


@given(st.lists(frames(FOLDER / "cartesia"), max_size=6), st.integers(0, 2), st.booleans())
def test_survives_anything(said: list[Frame], asked: int, closing: bool) -> None:
    check_survives(lambda: CartesiaCodec(CartesiaOptions()), said, asked, closing)


def test_handshake() -> None:
    handshake = CartesiaCodec(CartesiaOptions(terms=("Kubernetes", "push to talk"))).endpoint("key-1")
    assert handshake.url == (
        "wss://api.cartesia.ai/stt/websocket?model=ink-2&encoding=pcm_s16le&sample_rate=16000"
        "&keyterm=Kubernetes&keyterm=push%20to%20talk"
    )
    assert handshake.headers == (("Authorization", "Bearer key-1"), ("Cartesia-Version", "2026-08-14"))


def test_other_languages_go_to_whisper_without_vocabulary() -> None:
    options = CartesiaOptions(language="de", terms=("Kubernetes",))
    url = CartesiaCodec(options, "wss://proxy.example:8443/own").endpoint("k").url
    assert url.startswith("wss://proxy.example:8443/own?")
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "model": "ink-whisper",
        "encoding": "pcm_s16le",
        "sample_rate": "16000",
        "language": "de",
    }
    assert CartesiaOptions(model="ink-whisper").chosen_model == "ink-whisper"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"model": "ink-9"}, "model is 'ink-9'; it must be one of auto, ink-2, ink-whisper."),
        ({"model": "ink-2", "language": "de"}, "language is 'de'; it must be en for the model ink-2."),
        ({"language": "multi"}, "language is 'multi'"),
        ({"terms": "abc"}, "a tuple of texts"),
    ],
)
def test_options_are_refused_before_connecting(options: dict, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        CartesiaOptions(**options)
    assert sentence in str(refused.value)


def test_languages() -> None:
    assert language_code("en-GB") == "en"
    assert language_code("zh-HK") == "yue"
    with pytest.raises(OptionError, match="language is 'multi'"):
        language_code("multi")


def test_vocabulary() -> None:
    assert fit_terms(["a" * 1_000, "b" * 201, "c" * 200]) == (("a" * 1_000, "c" * 200), ("b" * 201,))
    assert len(fit_terms([str(number) for number in range(150)])[0]) == 100
    assert fit_terms(["Ada"], "ink-whisper") == ((), ("Ada",))
