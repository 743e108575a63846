"""providers/soniox.py"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.codec import Frame
from providers.soniox import SonioxCodec, SonioxOptions, fit_terms, language_hints
from providers.wire import OptionError
from rig.transcripts import FOLDER, replay, transcripts
from rig.wire_fuzz import check_survives, frames


@pytest.mark.parametrize("path", transcripts("soniox"), ids=lambda path: path.stem)
def test_golden(path: Path) -> None:
    replay(path, lambda **options: SonioxCodec(SonioxOptions(**options)))


@given(st.lists(frames(FOLDER / "soniox"), max_size=6), st.integers(0, 2), st.booleans())
def test_survives_anything(said: list[Frame], asked: int, closing: bool) -> None:
    check_survives(lambda: SonioxCodec(SonioxOptions()), said, asked, closing)


def test_the_key_goes_into_the_header_only() -> None:
    codec = SonioxCodec(SonioxOptions())
    handshake = codec.endpoint(" key-1 \n")
    assert handshake.url == "wss://stt-rt.soniox.com/transcribe-websocket"
    assert handshake.headers == (("Authorization", "Bearer key-1"),)
    assert "key-1" not in repr(handshake)
    assert not any("key-1" in str(frame) for frame in codec.opening())


@pytest.mark.parametrize(
    ("region", "host"), [("eu", "stt-rt.eu.soniox.com"), ("jp", "stt-rt.jp.soniox.com"), ("in", "stt-rt.in.soniox.com")]
)
def test_regions(region: str, host: str) -> None:
    assert SonioxCodec(SonioxOptions(region=region)).endpoint("k").url == f"wss://{host}/transcribe-websocket"


def test_an_endpoint_of_ones_own() -> None:
    codec = SonioxCodec(SonioxOptions(), "ws://127.0.0.1:9")
    assert codec.endpoint("k").url == "ws://127.0.0.1:9/transcribe-websocket"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"max_endpoint_delay_ms": 499}, "max_endpoint_delay_ms is 499; it must be a whole number from 500 to 3000."),
        ({"max_endpoint_delay_ms": 3001}, "from 500 to 3000"),
        ({"max_endpoint_delay_ms": 600.5}, "whole number"),
        ({"language_hints": ("eng",)}, "language_hints is 'eng'; it must be one of af, sq"),
        ({"language_hints": ("en", "en")}, "each language once"),
        ({"language_hints": "en"}, "a tuple of texts"),
        ({"strict": "false"}, "strict is 'false'; it must be true or false."),
        ({"endpoint_detection": 1}, "true or false"),
        ({"terms": ["a"]}, "a tuple of texts"),
        ({"region": "mars"}, "one of us, eu, jp, in"),
    ],
)
def test_options_are_refused_before_connecting(options: dict, sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        SonioxOptions(**options)
    assert sentence in str(refused.value)


def test_languages() -> None:
    assert language_hints("en-GB") == ("en",)
    assert language_hints("nb") == ("no",)
    assert language_hints("multi") == ()
    with pytest.raises(OptionError, match="language is 'tlh'"):
        language_hints("tlh")


def test_vocabulary_in_any_script_stays_under_8000_tokens() -> None:
    kept, left_out = fit_terms(["日本" * 1_000, "x" * 3_000, "Kubernetes"])
    assert kept == ("日本" * 1_000, "Kubernetes")
    assert left_out == ("x" * 3_000,)


def test_what_is_left_out_is_not_sent() -> None:
    (start,) = SonioxCodec(SonioxOptions(terms=("x" * 8_001, "Holdfast"))).opening()
    assert json.loads(start)["context"] == {"terms": ["Holdfast"]}


def test_an_empty_chunk_would_be_the_end() -> None:
    assert SonioxCodec(SonioxOptions()).audio(b"") == ()
