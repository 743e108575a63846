"""Recordings: every kind that is promised is read whole, piece by piece; what is wrong is named, with the remedy."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio import files
from audio.files import PIECE_FRAMES, RecordingError, open_recording

ROOT = Path(__file__).parents[2]
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


def in_a_process(program: str, *arguments: str, **more: Any) -> str:
    """What a Python program of its own prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True, timeout=60, **more
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


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


@pytest.mark.parametrize("tag", [b"", b"ID3\x04\0\0\0\0\x02\x01" + bytes(257)], ids=["bare", "tagged"])
@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
@pytest.mark.parametrize("told", [True, False], ids=["length told", "length not told"])
def test_an_mp3_is_read_whole_though_its_length_be_unknown(told: bool, mode: str, tag: bytes, tmp_path: Path) -> None:
    """libsndfile guesses the length from the first frame, here of silence, and would stop after a fraction."""
    path = tmp_path / "a.mp3"
    sound = np.concatenate([np.zeros(16_000), 0.1 * np.random.default_rng(1).standard_normal(16_000 * 4)])
    with soundfile.SoundFile(path, "w", 16_000, 1, bitrate_mode=mode, compression_level=0.5) as file:
        file.write(sound)
    content = path.read_bytes()
    mark = max(content.find(b"Xing"), content.find(b"Info"))
    assert 0 < mark < 100
    # The frame that tells the length holds nothing else.
    path.write_bytes(tag + (content if told else content[content.index(content[:2], mark) :]))
    with open_recording(str(path)) as recording:
        samples = np.frombuffer(b"".join(recording), "<i2")
        assert recording.duration == (5.0 if told else None)
    assert len(samples) == pytest.approx(len(sound), abs=2_400)
    assert np.abs(samples[-8_000:]).max() > 3_000


def test_a_flac_that_was_streamed_does_not_know_its_length(tmp_path: Path) -> None:
    path = written(tmp_path / "a.flac", 16_000, 1, ("FLAC", "PCM_16"))
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0
    content[22:26] = bytes(4)  # 36 bits of STREAMINFO (RFC 9639, 8.2); 0: unknown
    path.write_bytes(content)
    with open_recording(str(path)) as recording:
        assert recording.duration is None
        assert sum(map(len, recording)) == 2 * 16_000 * SECONDS


@pytest.mark.parametrize("kind", [("FLAC", "PCM_16"), ("WAV", "PCM_16"), ("OGG", "VORBIS")], ids="-".join)
def test_what_stands_behind_the_sound_is_no_damage(kind: tuple[str, str], tmp_path: Path) -> None:
    path = written(tmp_path / "tagged", 16_000, 1, kind)
    path.write_bytes(path.read_bytes() + b"TAG" + b"Title".ljust(125, b"\0"))
    assert len(read(path)) == 16_000 * SECONDS


_READ_BEGINNING = """
import resource, sys
from itertools import islice
from audio.files import open_recording
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open_recording(sys.argv[1]) as recording:
    samples = sum(len(piece) // 2 for piece in islice(recording, 1_000))
    print(recording.duration, samples, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_two_hours_are_not_loaded_at_once(tmp_path: Path) -> None:
    """They would be 230 MB."""
    path = tmp_path / "long.wav"
    size = 2 * 3_600 * 16_000 * 2
    soundfile.write(path, np.zeros(1, np.int16), 16_000)
    header = bytearray(path.read_bytes()[:44])
    header[4:8], header[40:44] = (size + 36).to_bytes(4, "little"), size.to_bytes(4, "little")
    path.write_bytes(header)
    os.truncate(path, 44 + size)  # a hole: it takes no space
    duration, samples, grown_kib = in_a_process(_READ_BEGINNING, str(path)).split()
    assert float(duration) == 7_200
    assert int(samples) == 1_000 * PIECE_FRAMES
    assert int(grown_kib) < 30_000


# ------------------------------------------------------------------------------------------------ what is wrong


_READ_AS_NOBODY = """
import os, sys
from audio.files import RecordingError, open_recording
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    open_recording(sys.argv[1])
except RecordingError as error:
    print(error)
"""


def test_a_file_that_may_not_be_read() -> None:
    """Root may read everything, so the one who tries is made somebody else, in a folder that is open to all."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = written(Path(folder) / "secret.wav")
        path.chmod(0)
        assert in_a_process(_READ_AS_NOBODY, str(path)) == f"{path} cannot be read: Permission denied.\n"


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
    with open_recording(str(path)) as recording, pytest.raises(RecordingError, match=r"a\.flac is damaged"):
        for piece in recording:
            pieces.append(piece)  # noqa: PERF402 - what came before the error is what is tested
    sound = np.frombuffer(b"".join(pieces), "<i2")
    assert len(sound) > 16_000 * SECONDS * 0.3
    assert pitch(sound) == pytest.approx(1_000, abs=2)


@pytest.mark.parametrize("kind", [("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III")], ids="-".join)
def test_damage_that_the_decoder_passes_over_is_told_too(kind: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind[0].lower()}"
    sound = 0.1 * np.random.default_rng(1).standard_normal(16_000 * 9)
    soundfile.write(path, sound, 16_000, format=kind[0], subtype=kind[1])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3] + content[len(content) // 2 :])
    heard = 0
    with (
        open_recording(str(path)) as recording,
        pytest.raises(RecordingError, match=r"is damaged: of its 9\.0 s only "),
    ):
        for piece in recording:
            heard += len(piece) // 2
    assert 16_000 < heard < 16_000 * 9


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


def test_a_closed_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)  # what Python makes of `<&-`
    with pytest.raises(RecordingError, match="Standard input is closed"):
        open_recording("-")


def test_standard_input_that_breaks_off_is_the_end_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other end of a terminal that is gone gives an input/output error."""
    controller, terminal = os.openpty()
    with os.fdopen(controller) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(stdin, "isatty", lambda: False, raising=False)
        recording = open_recording("-")
        os.write(terminal, b"abcd")
        pieces = iter(recording)
        assert next(pieces) == b"abcd"
        os.close(terminal)
        with pytest.raises(RecordingError, match=r"Standard input broke off \(Input/output error\)"):
            list(pieces)


_ECHO = """
import sys
from audio.files import open_recording
for piece in open_recording("-"):
    sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
"""


def test_what_is_piped_in_is_heard_while_it_is_still_being_written() -> None:
    """As from `arecord ... | holdfast transcribe -`, in a process of its own."""
    spoken = os.urandom(6_400)
    with subprocess.Popen(
        [sys.executable, "-c", _ECHO],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as process:
        assert process.stdin and process.stdout
        heard = b""
        for start in range(0, len(spoken), 1_601):  # odd: samples are torn apart
            process.stdin.write(spoken[start : start + 1_601])
            complete = min(start + 1_601, len(spoken)) // 2 * 2
            while len(heard) < complete:
                heard += process.stdout.read(complete - len(heard))
            assert heard == spoken[:complete]
        process.stdin.write(b"\1")
        process.stdin.close()
        assert process.stdout.read() == b"", "half a sample is none"
        assert process.wait(20) == 0
