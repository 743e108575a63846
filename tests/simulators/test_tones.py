"""Words coded as sound: whatever happens to a chunk is heard."""

import array

import numpy as np
import pytest
import soxr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rig.pulse import SoundServer
from rig.simulators.tones import GARBLED, RATE, WORD_SAMPLES, WORDS, Decoder, encode, hear

CHUNK = 3200

sentences = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8)


def louder(pcm: bytes, factor: float) -> bytes:
    return np.round(np.frombuffer(pcm, "<i2") * factor).astype("<i2").tobytes()


def chunks(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + CHUNK] for start in range(0, len(pcm), CHUNK)]


def shifted(words: list[str], samples: int) -> list[bytes]:
    """Chunks of these words behind so much silence, and with a chunk of silence at the end."""
    return chunks(bytes(2 * samples) + encode(words) + bytes(CHUNK))


def sounds(piece: bytes) -> bool:
    """Whether this is more than silence and the end of a word fading out."""
    return np.count_nonzero(np.abs(np.frombuffer(piece, "<i2")) > 60) > 4 * 16


def test_there_are_64_words_and_none_contains_a_space_or_is_there_twice():
    assert len(set(WORDS)) == len(WORDS) == 64
    assert not any(" " in word for word in WORDS)


def test_every_word_is_heard_as_itself():
    assert hear(encode(WORDS)) == " ".join(WORDS)


def test_a_word_without_a_sound_is_refused():
    with pytest.raises(ValueError, match="no sound for 'pterodactyl'"):
        encode("alpha pterodactyl")


def test_silence_says_nothing():
    assert hear(bytes(32_000)) == ""


@pytest.mark.parametrize("noise", ["hiss", "one pitch", "three pitches", "a long word", "speech cut short"])
def test_what_is_no_word_is_heard_as_such(noise):
    times = np.arange(RATE * 120 // 1000) / RATE
    sound = {
        "hiss": np.random.default_rng(1).normal(0, 3000, len(times)),
        "one pitch": 9000 * np.sin(2 * np.pi * 500 * times),
        "three pitches": sum(5000 * np.sin(2 * np.pi * pitch * times) for pitch in (500, 650, 1850)),
        "a long word": np.frombuffer(encode("alpha"), "<i2")[: 120 * 16].repeat(2),
        "speech cut short": np.frombuffer(encode("alpha"), "<i2")[: 60 * 16],
    }[noise]
    assert hear(np.round(sound).astype("<i2").tobytes() + bytes(CHUNK)) == GARBLED


@given(words=sentences, volume=st.floats(0.05, 1), silence=st.integers(0, 5000))
@settings(deadline=None)
def test_volume_and_place_do_not_matter(words, volume, silence):
    assert hear(bytes(2 * silence) + encode(words, volume)) == " ".join(words)


@given(words=sentences, volume=st.floats(0.1, 1))
@settings(deadline=None)
def test_turning_down_what_was_recorded_does_not_matter(words, volume):
    assert hear(louder(encode(words, 0.5), volume)) == " ".join(words)


@pytest.mark.parametrize("rate", [8000, 44_100, 48_000])
def test_resampling_does_not_matter(rate):
    recorded = np.frombuffer(encode(WORDS, 0.8, rate), "<i2")
    assert hear(soxr.resample(recorded, rate, RATE).astype("<i2").tobytes()) == " ".join(WORDS)


def test_hiss_behind_the_words_does_not_matter():
    pcm = np.frombuffer(encode(WORDS), "<i2") + np.random.default_rng(2).normal(0, 8, len(WORDS) * WORD_SAMPLES)
    assert hear(np.round(pcm).astype("<i2").tobytes()) == " ".join(WORDS)


@given(words=sentences, cuts=st.lists(st.integers(1, 4000), max_size=12))
@settings(deadline=None)
def test_the_pieces_in_which_audio_arrives_do_not_matter(words, cuts):
    decoder, pcm, heard = Decoder(), encode(words) + bytes(CHUNK), []
    for cut in cuts:
        heard += decoder.feed(pcm[: 2 * cut])
        pcm = pcm[2 * cut :]
    heard += decoder.feed(pcm) + decoder.flush()
    assert [word.text for word in heard] == words


@given(words=sentences, offset=st.integers(0, 3 * WORD_SAMPLES), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_lost_chunk_changes_the_text(words, offset, data):
    pieces = shifted(words, offset)
    lost = data.draw(st.integers(0, len(pieces) - 1))
    if sounds(pieces[lost]):
        assert hear(b"".join(pieces[:lost] + pieces[lost + 1 :])) != " ".join(words)


@given(words=sentences, offset=st.integers(0, 3 * WORD_SAMPLES), data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_doubled_chunk_changes_the_text(words, offset, data):
    pieces = shifted(words, offset)
    twice = data.draw(st.integers(0, len(pieces) - 1))
    if sounds(pieces[twice]):
        assert hear(b"".join(pieces[: twice + 1] + pieces[twice:])) != " ".join(words)


@given(words=sentences, offset=st.integers(0, 3 * WORD_SAMPLES), data=st.data())
@settings(max_examples=300, deadline=None)
def test_chunks_in_the_wrong_order_change_the_text(words, offset, data):
    pieces = shifted(words, offset)
    first, second = (data.draw(st.integers(0, len(pieces) - 1)) for _ in range(2))
    if pieces[first] != pieces[second] and (sounds(pieces[first]) or sounds(pieces[second])):
        pieces[first], pieces[second] = pieces[second], pieces[first]
        assert hear(b"".join(pieces)) != " ".join(words)


@pytest.mark.parametrize("word", ["alpha", "crème"])
def test_no_chunk_of_one_word_said_over_and_over_can_be_lost_doubled_or_swapped(word):
    """The hardest sentence, at every place of the chunks in steps of 4 ms."""
    words = [word] * 12
    whole = " ".join(words)
    for offset in range(0, CHUNK // 2, 64):
        pieces = shifted(words, offset)
        for at in range(len(pieces) - 1):
            if not sounds(pieces[at]):
                continue
            assert hear(b"".join(pieces[:at] + pieces[at + 1 :])) != whole, (offset, at)
            assert hear(b"".join(pieces[: at + 1] + pieces[at:])) != whole, (offset, at)
            swapped = [*pieces[:at], pieces[at + 1], pieces[at], *pieces[at + 2 :]]
            assert hear(b"".join(swapped)) != whole, (offset, at)


@given(words=sentences, offset=st.integers(0, 2 * WORD_SAMPLES), ends=st.booleans())
@example(words=["alpha", "alpha"], offset=0, ends=True)
@settings(deadline=None)
def test_a_missing_beginning_or_end_changes_the_text(words, offset, ends):
    pcm = encode(words)[: -2 * 60 * 16]
    cut = pcm[: -2 * 480] if ends else pcm[2 * 480 :]
    assert hear(bytes(2 * offset) + cut) != " ".join(words)


def test_words_are_told_with_their_time_as_soon_as_their_gap_begins():
    decoder = Decoder()
    assert decoder.feed(bytes(1600)) == []
    assert decoder.feed(encode("golf")[: 2 * 120 * 16]) == []
    assert (decoder.settled, decoder.quiet) == (800, 0)
    (told,) = decoder.feed(bytes(2 * 320))
    assert told.text == "golf"
    assert abs(told.start - 800) < 32
    assert abs(told.end - 800 - 1920) < 32
    assert decoder.feed(bytes(CHUNK)) == []
    assert decoder.settled == decoder.heard == 800 + 1920 + 320 + 1600
    assert decoder.quiet == 320 + 1600


def test_a_sound_that_goes_on_is_told_when_asked_for():
    decoder = Decoder()
    assert decoder.feed(encode("golf")[: 2 * 120 * 16]) == []
    assert [word.text for word in decoder.flush()] == ["golf"]
    assert decoder.feed(bytes(CHUNK)) == decoder.flush() == []


@pytest.mark.pulse
@pytest.mark.parametrize("volume", [0.05, 1.0])
def test_words_come_through_the_virtual_microphone(sound: SoundServer, volume, tmp_path):
    """Recorded at 48 kHz by another program, so that the sound server's own resampler is on the way."""
    import os
    import subprocess

    spoken = ["alpha", "naïve", "crème", "alpha", "alpha", "zulu"]
    process = subprocess.Popen(
        [
            *("parec", "--raw", "--latency-msec=20", "--format=s16le", "--channels=1", "--rate=48000"),
            *("-d", sound.default.name),
        ],
        env={**os.environ, **sound.environment},
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    decoder, heard, rest = Decoder(), [], b""
    resampler = soxr.ResampleStream(48_000, RATE, 1, dtype="int16")
    sound.default.speak(encode(spoken, volume))
    while len(heard) < len(spoken):
        rest += process.stdout.read1(9600)
        whole = len(rest) // 2 * 2
        recorded, rest = array.array("h", rest[:whole]), rest[whole:]
        heard += decoder.feed(resampler.resample_chunk(np.array(recorded, np.int16)).tobytes())
    process.terminate()
    process.stdout.close()
    process.wait(10)
    assert [word.text for word in heard] == spoken
