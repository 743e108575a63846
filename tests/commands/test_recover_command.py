"""`holdfast recover` as processes, without a running app: recordings that the journal wrote, whole and damaged."""

import json
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.folders import folders
from app.journal.folder import SUFFIX
from app.journal.journal import Fate, Journal
from app.journal.shelf import Stored, stored
from app.recover_command import UnknownRecordingError, find
from rig.dictation import voice
from rig.examine import bare
from rig.key_stores import holdfast
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

SPOKEN = WORDS[20:26]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def there(home: Path) -> Path:
    """The folder of the recordings."""
    return folders({"HOLDFAST_HOME": str(home)}).recordings


def run(home: Path, *words: str, more: dict[str, str] | None = None):
    return holdfast(bare(home) | (more or {}), "recover", *words)


@contextmanager
def journal(there: Path) -> Iterator[Journal]:
    made = Journal(there, pytest.fail)
    try:
        yield made
    finally:
        made.close()


def recorded(there: Path, pcm: bytes, provider: str = "local", language: str | None = None, keep: bool = False) -> str:
    """A recording that a process has left behind; its id."""
    with journal(there) as made:
        identity = made.begin(1, provider, language)
        for start in range(0, len(pcm), 640):
            made.audio(1, pcm[start : start + 640])
        if keep:
            made.settle(identity, Fate.NEEDED)
    return identity


def test_without_any_recording_it_says_so(home):
    done = run(home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "There is no recording to recover.\n")
    done = run(home, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_the_list_says_what_each_is(home, there):
    interrupted = recorded(there, bytes(64_000))
    kept = recorded(there, bytes(32_000 * 75), "soniox", "de", keep=True)
    done = run(home)
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{interrupted}  20") and "  0:02.0  interrupted" in first
    assert second.startswith(f"{kept}  20") and "  1:15.0  kept" in second
    one, other = json.loads(run(home, "--json").stdout)
    assert (one["id"], one["seconds"], one["interrupted"], one["damaged_bytes"]) == (interrupted, 2.0, True, 0)
    assert (other["provider"], other["language"], other["interrupted"]) == ("soniox", "de", False)
    assert Path(other["file"]).name == f"{kept}{SUFFIX}"


def test_what_is_being_recorded_is_left_alone(home, there):
    with journal(there) as made:
        identity = made.begin(1, "local")
        made.audio(1, bytes(640))
        made.read(identity)
        assert run(home).stdout == ""
        for verb in ("save", "discard", "transcribe"):
            assert run(home, verb, identity).returncode == 2
        made.audio(1, bytes(640))
        assert made.read(identity).pcm == bytes(1280)
    assert identity in run(home).stdout


def test_a_recording_becomes_a_wav_file(home, there, tmp_path):
    pcm = voice("austen-0880")
    identity = recorded(there, pcm)
    file = tmp_path / "saved.wav"
    done = run(home, "save", identity, str(file))
    assert (done.returncode, done.stdout.strip()) == (0, str(file))
    with wave.open(str(file)) as saved:
        assert (saved.getframerate(), saved.getnchannels(), saved.getsampwidth()) == (16_000, 1, 2)
        assert saved.readframes(saved.getnframes()) == pcm
    again = run(home, "save", identity, str(file))
    assert (again.returncode, again.stdout) == (2, "")
    assert str(file) in again.stderr and "exists already" in again.stderr
    nowhere = run(home, "save", identity, str(tmp_path / "no folder" / "saved.wav"))
    assert nowhere.returncode == 2 and "no folder" in nowhere.stderr
    assert len(stored(there)) == 1


def test_the_offline_recogniser_transcribes_it_and_it_stays(home, there):
    identity = recorded(there, voice("austen-0880"))
    done = run(home, "transcribe", identity)
    assert done.returncode == 0
    assert "young man" in done.stdout
    assert f"holdfast recover discard {identity}" in done.stderr
    assert [each.id for each in stored(there)] == [identity]
    assert not stored(there)[0].settled


def test_a_service_transcribes_it_word_for_word(home, there):
    identity = recorded(there, encode(SPOKEN), "soniox", "en")
    with Simulator(SERVICES["soniox"], check_pace=False) as service:
        words = ("transcribe", identity[:12], "--provider", "soniox", "--endpoint", service.endpoint)
        done = run(home, *words, more={"SONIOX_API_KEY": KEY})
        assert done.returncode == 0, done.stderr
        assert done.stdout.lower().replace(".", "").split() == list(SPOKEN)
        refused = run(home, *words, more={"SONIOX_API_KEY": "wrong"})
        assert refused.returncode == 3
        assert "discard" not in refused.stderr  # whoever got no text wants to keep it


def test_whoever_does_not_exist_cannot_transcribe(home, there):
    identity = recorded(there, bytes(64_000))
    done = run(home, "transcribe", identity, "--provider", "nobody")
    assert done.returncode == 2 and "nobody" in done.stderr


def test_a_recording_can_be_deleted(home, there):
    identity = recorded(there, bytes(64_000))
    other = recorded(there, bytes(64_000))
    done = run(home, "discard", identity)
    assert done.returncode == 0 and "deleted" in done.stderr
    assert [each.id for each in stored(there)] == [other]
    gone = run(home, "discard", identity)
    assert gone.returncode == 2 and identity in gone.stderr


def test_the_beginning_of_an_id_will_do_if_there_is_one_only(there):
    ids = [recorded(there, bytes(6400)) for _ in range(2)]
    found = stored(there)
    assert [find(found, each).id for each in ids] == ids
    with pytest.raises(UnknownRecordingError, match=r"2 recordings begin with '20'"):
        find(found, "20")
    with pytest.raises(UnknownRecordingError, match="no recording 'x'"):
        find(found, "x")
    longer = Stored(f"{ids[0]}1", found[0].path, found[0].recording)
    assert find([longer, *found], ids[0]).id == ids[0]


def test_of_a_damaged_one_what_can_be_read_is_recovered(home, there, tmp_path):
    pcm = b"".join(number.to_bytes(2, "little") * 320 for number in range(1, 51))
    identity = recorded(there, pcm)
    (file,) = there.iterdir()
    content = bytearray(file.read_bytes())
    content[:64] = bytes(64)  # what the file says of itself
    middle = content.index((25).to_bytes(2, "little") * 320)
    content[middle] ^= 1
    file.write_bytes(content)
    done = run(home)
    assert f"{identity}  20" in done.stdout and "damaged" in done.stdout and "0:01.0" in done.stdout
    assert json.loads(run(home, "--json").stdout)[0]["begun"] is None
    assert run(home, "save", identity, str(tmp_path / "it.wav")).returncode == 0
    with wave.open(str(tmp_path / "it.wav")) as saved:
        got = saved.readframes(saved.getnframes())
    discarded = run(home, "discard", identity)
    assert discarded.returncode == 0 and "deleted" in discarded.stderr
    assert got == pcm[: 24 * 640] + bytes(640) + pcm[25 * 640 :]
