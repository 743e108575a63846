"""The recordings that come with Holdfast are what their page says."""

import re
import wave

import pytest

import resources


@pytest.mark.parametrize("recording", (*resources.recordings(), resources.recording("sample")), ids=lambda r: r.name)
def test_each_is_16_khz_mono_16_bit_with_its_words(recording: resources.Recording) -> None:
    with wave.open(str(recording.path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert sound.getnframes() > 16_000
    assert re.fullmatch(r"[a-z']+( [a-z']+)*", recording.words)


def test_the_sample_is_long_enough_to_watch_and_short_enough_to_wait_for() -> None:
    with wave.open(str(resources.sample_recording())) as sound:
        assert 10 <= sound.getnframes() / sound.getframerate() <= 15


def test_the_sample_is_not_measured_twice() -> None:
    assert [each.name for each in resources.recordings()] == [f"austen-{n}" for n in ("0870", "0880", "0920", "0930")]


def test_a_recording_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(LookupError, match=r"'austen-1'.*austen-0870.*sample"):
        resources.recording("austen-1")
