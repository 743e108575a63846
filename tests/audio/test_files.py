"""Recordings: every kind that is promised is read whole, piece by piece; what is wrong is named, with the remedy."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio import files
from audio.errors import DeviceError
from audio.files import PIECE_FRAMES, RecordingError, open_recording

SECONDS = 1.5

KINDS = [
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "PCM_32"),
    ("WAV", "FLOAT"),
    ("WAV", "DOUBLE"),
    ("FLAC", "PCM_16"),
    ("OGG", "VORBIS"),
    ("OGG", "OPUS"),
    ("MP3", "MPEG_LAYER_III"),
]


def sine(rate: int, channels: int = 1, hertz: float = 1_000) -> np.ndarray:
    one = 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(rate * SECONDS)) / rate)
    return np.stack([one] * channels, axis=1)


def written(path: Path, rate: int = 48_000, channels: int = 2, kind: tuple[str, str] = ("WAV", "PCM_16")) -> Path:
    soundfile.write(path, sine(rate, channels), rate, format=kind[0], subtype=kind[1])
    return path


def read(path: Path | str) -> np.ndarray:
    with open_recording(str(path)) as recording:
        return np.frombuffer(b"".join(recording), "<i2")


def pitch(sound: np.ndarray) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(sound * np.hanning(len(sound)))))) * 16_000 / len(sound)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: "-".join(kind))
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (16_000, 1), (8_000, 1)])
def test_every_kind_of_recording_is_read_whole(kind: tuple[str, str], rate: int, channels: int, tmp_path: Path) -> None:
    path = written(tmp_path / "recording", rate, channels, kind)
    with open_recording(str(path)) as recording:
        assert recording.duration == pytest.approx(SECONDS, abs=0.05)  # MP3 pads to whole frames
        sound = np.frombuffer(b"".join(recording), "<i2")
    assert len(sound) == pytest.approx(16_000 * SECONDS, abs=2 if kind[0] != "MP3" else 800)
    assert pitch(sound) == pytest.approx(1_000, abs=2)
    middle = sound[4_000:-4_000].astype(float)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.3 * 32_768 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("rate", [11_025, 22_050, 44_100, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_channels(rate: int, channels: int, tmp_path: Path) -> None:
    sound = read(written(tmp_path / "recording.wav", rate, channels))
    assert len(sound) == pytest.approx(16_000 * SECONDS, abs=2)
    assert pitch(sound) == pytest.approx(1_000, abs=2)


def test_what_is_in_our_format_already_comes_out_bit_by_bit(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).integers(-32_768, 32_767, 50_000).astype("<i2")
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="PCM_16")
    assert np.array_equal(read(tmp_path / "a.wav"), samples)


def test_pieces_are_small_so_that_hours_fit(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    soundfile.write(path, np.zeros(16_000 * 60, np.int16), 16_000)
    with open_recording(str(path)) as recording:
        assert max(map(len, recording)) <= PIECE_FRAMES * 2


def test_floats_beyond_full_scale_are_clipped_and_no_numbers_are_silence(tmp_path: Path) -> None:
    samples = np.tile(np.array([2.0, -3e38, np.nan, np.inf, -np.inf, 0.5], np.float32), 1_000)
    soundfile.write(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT")
    assert read(tmp_path / "a.wav")[:6].tolist() == [32_767, -32_768, 0, 32_767, -32_768, 16_384]


# ------------------------------------------------------------------------------------------------ what is wrong


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"There is no file .*nowhere\.wav\. Check the name\."):
        open_recording(str(tmp_path / "nowhere.wav"))


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a folder"):
        open_recording(str(tmp_path))


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(RecordingError, match=r"empty\.wav is empty \(0 bytes\)"):
        open_recording(str(tmp_path / "empty.wav"))


def test_no_samples(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", np.zeros(0), 16_000)
    with pytest.raises(RecordingError, match=r"short\.wav holds no sound"):
        open_recording(str(tmp_path / "short.wav"))


@pytest.mark.parametrize("content", [b"Dear diary, " * 50, b"RIFF\xff\xff\xff\xffWAVE", b"\0" * 999], ids=repr)
def test_not_a_recording(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "diary.wav").write_bytes(content)
    with pytest.raises(RecordingError, match=r"diary\.wav is not a recording that can be read .*WAV, FLAC"):
        open_recording(str(tmp_path / "diary.wav"))


def test_raw_samples_cannot_say_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.raw").write_bytes(bytes(3_200))
    with pytest.raises(RecordingError, match=r"a\.raw does not say what its bytes are.* - < "):
        open_recording(str(tmp_path / "a.raw"))


def test_a_name_too_long_for_the_file_system(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read: File name too long"):
        open_recording(str(tmp_path / ("a" * 300 + ".wav")))


@pytest.mark.parametrize("kind", [("WAV", "PCM_16"), ("WAV", "FLOAT")], ids="-".join)
def test_a_wav_that_breaks_off_gives_what_it_has(kind: tuple[str, str], tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", kind=kind)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = read(path)
    assert len(sound) == pytest.approx(16_000 * SECONDS / 2, abs=100)
    assert pitch(sound) == pytest.approx(1_000, abs=2)


def test_a_wav_whose_header_was_never_finished_is_read_whole(tmp_path: Path) -> None:
    """As a recorder writes it into a pipe: nobody knew the length."""
    path = written(tmp_path / "a.wav")
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert len(read(path)) == pytest.approx(16_000 * SECONDS, abs=2)


def test_of_a_damaged_recording_the_sound_before_the_damage_comes_first_then_the_error(tmp_path: Path) -> None:
    path = written(tmp_path / "a.flac", kind=("FLAC", "PCM_16"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    pieces = []
    with open_recording(str(path)) as recording, pytest.raises(RecordingError, match=r"a\.flac is damaged") as told:
        for piece in recording:
            pieces.append(piece)  # noqa: PERF402 - what came before the error is what is tested
    sound = np.frombuffer(b"".join(pieces), "<i2")
    assert len(sound) > 16_000 * SECONDS * 0.3
    assert pitch(sound) == pytest.approx(1_000, abs=2)
    assert isinstance(told.value, DeviceError), "the recording stands in for the microphone"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from([kind for kind in KINDS if kind[0] != "MP3"]), where=st.floats(0, 1), noise=st.binary())
def test_whatever_is_wrong_the_error_is_ours(kind: tuple[str, str], where: float, noise: bytes, tmp_path: Path) -> None:
    """MP3 is left out: its library writes about damage on standard error itself."""
    path = written(tmp_path / f"{kind[1]}.sound", kind=kind)
    content = bytearray(path.read_bytes())
    at = int(where * len(content))
    content[at : at + len(noise)] = noise
    path.write_bytes(content)
    try:
        read(path)
    except RecordingError as error:
        assert path.name in str(error)


# ------------------------------------------------------------------------------------------------ standard input


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where to write what then comes through standard input."""
    reading, writing = os.pipe()
    with io.TextIOWrapper(os.fdopen(reading, "rb")) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield writing


def test_standard_input_gives_what_is_there_at_once(pipe: int) -> None:
    with open_recording("-") as recording:
        assert recording.duration is None
        pieces = iter(recording)
        os.write(pipe, b"\1\2\3")
        assert next(pieces) == b"\1\2"
        os.write(pipe, b"\4\5")
        assert next(pieces) == b"\3\4"
        os.close(pipe)
        assert list(pieces) == [], "half a sample is none"


def test_standard_input_comes_in_pieces_of_bounded_size(pipe: int) -> None:
    spoken = os.urandom(30_000)
    os.write(pipe, spoken)
    os.close(pipe)
    pieces = list(open_recording("-"))
    assert b"".join(pieces) == spoken
    assert max(map(len, pieces)) <= files._RAW_PIECE + 1


def test_nothing_on_standard_input(pipe: int) -> None:
    os.close(pipe)
    with pytest.raises(RecordingError, match="Nothing came through standard input"):
        list(open_recording("-"))


def test_a_terminal_as_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    controller, terminal = os.openpty()
    with os.fdopen(controller), os.fdopen(terminal) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(RecordingError, match="Standard input is a terminal"):
            open_recording("-")
