"""The converter: nothing lost, pitch kept, loudness kept, whatever the device's format and block sizes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.resample import Converter

RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000]


def interleaved(*channels: object) -> bytes:
    return np.stack([np.asarray(each) for each in channels], axis=1).astype("<i2").tobytes()


def sine(hertz: float, rate: int, seconds: float = 1.0, amplitude: float = 10_000) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


def converted(rate: int, channels: int, sound: bytes, sizes: list[int] | None = None) -> np.ndarray:
    converter = Converter(rate, channels)
    out, at = b"", 0
    for size in sizes or []:
        out += converter.convert(sound[at : at + size])
        at += size
    out += converter.convert(sound[at:]) + converter.flush()
    return np.frombuffer(out, "<i2")


def loudness(samples: np.ndarray) -> float:
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(float)
    return float(np.sqrt(np.mean(middle**2)))


@given(st.lists(st.binary(max_size=500), max_size=8))
def test_16_khz_mono_passes_untouched(blocks: list[bytes]) -> None:
    converter = Converter(16_000, 1)
    assert [converter.convert(block) for block in blocks] == blocks
    assert converter.flush() == b""


@settings(deadline=None)
@given(
    rate=st.sampled_from(RATES),
    channels=st.integers(1, 4),
    frames=st.integers(0, 9_000),
    sizes=st.lists(st.integers(0, 4_000), max_size=10),
)
def test_no_sample_is_lost_however_the_sound_is_cut(rate: int, channels: int, frames: int, sizes: list[int]) -> None:
    random = np.random.default_rng(frames)
    sound = random.integers(-9_000, 9_000, (frames, channels)).astype("<i2").tobytes()
    cut = converted(rate, channels, sound, sizes)
    assert abs(len(cut) - frames * 16_000 / rate) <= 1
    whole = converted(rate, channels, sound)
    # One channel: the cuts cannot be heard at all. More: which channels carry sound is learnt block by block.
    if channels == 1:
        assert np.array_equal(cut, whole)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_pitch_and_loudness_are_kept(rate: int, channels: int) -> None:
    sound = converted(rate, channels, interleaved(*[sine(1_000, rate)] * channels), [2 * channels * rate // 50] * 40)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * 16_000 / len(sound) == pytest.approx(1_000, abs=1)
    assert loudness(sound) == pytest.approx(10_000 / np.sqrt(2), rel=0.01)


def test_the_end_comes_out_of_the_resampler() -> None:
    """The last millisecond is loud: it must not stay in the filter."""
    sound = np.zeros(48_000)
    sound[-48:] = 10_000
    assert np.abs(converted(48_000, 1, interleaved(sound))[-16:]).max() > 8_000


def test_what_16_khz_cannot_carry_does_not_come_back_as_another_tone() -> None:
    assert loudness(converted(48_000, 1, interleaved(sine(11_000, 48_000)))) < 5


@pytest.mark.parametrize("rate", [16_000, 48_000])
@pytest.mark.parametrize("noise", [0, 30], ids=["silent", "noisy"])
def test_a_microphone_on_one_channel_of_two_is_not_halved(rate: int, noise: float) -> None:
    unused = np.random.default_rng(1).normal(0, noise / 3, rate) if noise else np.zeros(rate)
    sound = converted(rate, 2, interleaved(sine(1_000, rate), unused))
    assert loudness(sound) == pytest.approx(10_000 / np.sqrt(2), rel=0.01)


def test_a_quieter_channel_is_mixed_in() -> None:
    sound = converted(16_000, 2, interleaved(sine(1_000, 16_000), sine(1_000, 16_000, amplitude=1_000)))
    assert loudness(sound) == pytest.approx(5_500 / np.sqrt(2), rel=0.01)


def test_silence_before_the_speech_does_not_decide_for_ever() -> None:
    left = np.concatenate([np.zeros(16_000), sine(1_000, 16_000)])
    right = np.concatenate([np.full(16_000, 20), np.full(16_000, 20)])
    sound = converted(16_000, 2, interleaved(left, right), [640] * 100)
    assert loudness(sound[16_000:]) == pytest.approx(10_000 / np.sqrt(2), rel=0.01)


def test_loud_is_clipped_and_does_not_wrap() -> None:
    square = np.where(np.arange(48_000) // 240 % 2, 32_767, -32_768)  # the resampler overshoots at the edges
    sound = converted(48_000, 1, interleaved(square)).astype(int)
    assert sound.max() == 32_767 and sound.min() == -32_768
    edges = 48_000 // 240 - 1
    assert np.count_nonzero(np.diff(np.sign(sound))) == edges, "a sample came out at the wrong end of the scale"


@pytest.mark.parametrize(("rate", "channels"), [(0, 1), (-1, 1), (48_000, 0)])
def test_an_impossible_format_is_named(rate: int, channels: int) -> None:
    with pytest.raises(ValueError, match=f"{channels} channels at {rate} Hz"):
        Converter(rate, channels)
