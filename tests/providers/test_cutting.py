"""providers/cutting.py"""

import numpy as np
import pytest

import resources
from audio.files import open_recording
from providers.cutting import FRAME, REACH, cut
from rig.simulators.tones import GAP_MS, TONE_MS, WORDS, encode, hear

NOISE = np.random.default_rng(7)
RATE = 16_000


def sound(*pieces: tuple[int, float]) -> bytes:
    """Noise: for so many milliseconds, of that loudness (0..1)."""
    parts = [NOISE.uniform(-1, 1, RATE * ms // 1000) * level * 32_000 for ms, level in pieces]
    return np.concatenate(parts).astype("<i2").tobytes()


def at(ms: float) -> int:
    return round(ms * RATE / 1000)


def test_the_middle_of_the_silence() -> None:
    assert cut(sound((500, 0.3), (60, 0.0), (500, 0.3)), 0, at(500)) == at(530)


@pytest.mark.parametrize("covered", [500, 510, 540, 560])
def test_wherever_in_the_silence_the_service_sees_the_end(covered: int) -> None:
    assert cut(sound((500, 0.3), (60, 0.001), (500, 0.3)), 0, at(covered)) == at(530)


def test_a_long_silence_is_not_skipped() -> None:
    """The next service wants to hear some of it before a word begins."""
    quiet = sound((500, 0.3), (1000, 0.002), (500, 0.3))
    assert cut(quiet, 0, at(1000)) == at(1000)
    assert cut(quiet, 0, at(520)) == at(520 + (100 - 20) / 2)
    assert cut(quiet, 0, at(1480)) == at(1480 - (100 - 20) / 2)


def test_never_behind_what_is_final_where_there_is_no_silence() -> None:
    loud = sound((500, 0.3), (10, 0.1), (60, 0.3), (10, 0.02), (500, 0.3))
    assert cut(loud, 0, at(560)) == at(505), "the more quiet moment is behind it"
    assert cut(loud, 0, at(570)) == cut(loud, 0, at(580)) == at(575), "a moment on either side is silence"


def test_no_further_back_than_a_tenth_of_a_second() -> None:
    steady = sound((2000, 0.3))
    assert at(1000) - REACH * FRAME <= cut(steady, 0, at(1000)) < at(1000)


def test_sound_of_which_only_a_part_is_there() -> None:
    assert cut(b"", 0, 1234) == 1234
    assert cut(sound((300, 0.3)), 16_000, 16_000) == 16_000, "nothing is there to go back to"
    assert cut(sound((300, 0.3)), 16_000, 15_000) == 15_000, "it begins behind"
    assert cut(sound((300, 0.3), (50, 0.0)), 16_000, 16_000 + at(300)) == 16_000 + at(325)
    end = cut(sound((300, 0.3)), 16_000, 16_000 + at(300))
    assert 16_000 + at(200) <= end <= 16_000 + at(300)


def test_the_noise_of_the_room_is_silence() -> None:
    assert cut(sound((400, 0.004), (400, 0.3), (80, 0.004), (400, 0.3)), 0, at(805)) == pytest.approx(
        at(840), abs=FRAME
    )


@pytest.mark.parametrize("offset_ms", [-GAP_MS + 1, -30, 0])
def test_words_are_whole_on_both_sides(offset_ms: int) -> None:
    """Told the end of a word, or anything in the gap behind it."""
    words = WORDS[:12]
    spoken = encode(words)
    for count in range(1, 12):
        covered = at(count * (TONE_MS + GAP_MS) + offset_ms)
        begin = cut(spoken[: 2 * covered + at(3000)], 0, covered)
        assert hear(spoken[: 2 * begin]) == " ".join(words[:count])
        assert hear(spoken[2 * begin :]) == " ".join(words[count:])


def test_in_real_speech_it_is_a_quiet_moment() -> None:
    with open_recording(str(resources.recording("austen-0880").path)) as recording:
        speech = b"".join(recording)
    samples = np.frombuffer(speech, "<i2").astype(float)

    def loudness(sample: int) -> float:
        return float(np.sqrt((samples[sample - FRAME // 2 : sample + FRAME // 2] ** 2).mean()))

    spots = range(at(400), len(samples) - at(400), at(37))
    cuts = [cut(speech, 0, spot) for spot in spots]
    assert all(abs(begin - spot) <= REACH * FRAME for begin, spot in zip(cuts, spots, strict=True))
    assert np.median([loudness(begin) for begin in cuts]) < 0.6 * np.median([loudness(spot) for spot in spots])
    loudest = samples.max() / 2
    skipped = [samples[spot:begin] for begin, spot in zip(cuts, spots, strict=True) if begin > spot]
    assert skipped and all(np.sqrt((sound**2).mean()) < 0.2 * loudest for sound in skipped), "only silence is skipped"
