"""app/journal/shelf.py: what is in the folder, whatever that is."""

import os
import time

import pytest

from app.journal import shelf
from app.journal.folder import NEW, SUFFIX, create
from app.journal.format import About, Stage, Writer
from app.journal.shelf import SWEPT_S, look, note, stored, sweep, unfinished


def put(folder, name, samples=100, *stages):
    """A recording that nobody is writing."""
    writer = Writer(1)
    folder.mkdir(exist_ok=True)
    records = [writer.about(About(1, "", "local")), *writer.audio(b"\x01\x02" * samples), *map(writer.stage, stages)]
    (folder / f"{name}{SUFFIX}").write_bytes(b"".join(records))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "recordings"


def test_a_folder_that_is_not_there_is_empty(folder):
    assert stored(folder) == unfinished(folder) == []
    sweep(folder, time.time())


def test_recordings_are_found_oldest_first(folder):
    for name in ("20260102", "20260101", "20260103"):
        put(folder, name)
    assert [each.id for each in stored(folder)] == ["20260101", "20260102", "20260103"]


def test_what_the_user_does_not_know_of_is_unfinished_if_there_is_sound_in_it(folder):
    put(folder, "left", 100)
    put(folder, "released", 100, Stage.RELEASED)
    put(folder, "settled", 100, Stage.RELEASED, Stage.SETTLED)
    put(folder, "spare", 100, Stage.SPARE)
    put(folder, "silent", 0)
    assert [each.id for each in unfinished(folder)] == ["left", "released"]
    assert len(stored(folder)) == 5


def test_what_is_no_recording_is_passed_over(folder, tmp_path):
    folder.mkdir()
    (folder / f"dangling{SUFFIX}").symlink_to(tmp_path / "nowhere")
    (tmp_path / "elsewhere").write_bytes(b"somebody's letters")
    (folder / f"link{SUFFIX}").symlink_to(tmp_path / "elsewhere")
    (folder / f"folder{SUFFIX}").mkdir()
    (folder / f"junk{SUFFIX}").write_bytes(b"junk")
    (folder / "README").write_text("not ours")
    os.mkfifo(folder / f"pipe{SUFFIX}")
    assert [(each.id, each.recording.samples, each.recording.damaged) for each in stored(folder)] == [("junk", 0, 4)]
    assert unfinished(folder) == []
    with pytest.raises(OSError, match="not a file"):
        look(folder / f"pipe{SUFFIX}")


def test_a_recording_can_be_given_a_stage_once(folder):
    put(folder, "left")
    path = folder / f"left{SUFFIX}"
    note(path, Stage.SETTLED)
    size = path.stat().st_size
    note(path, Stage.SETTLED)
    assert path.stat().st_size == size
    (found,) = stored(folder)
    assert found.settled and found.recording.damaged == 0


def test_a_file_that_was_killed_before_its_first_word_is_swept_away(folder):
    folder.mkdir(mode=0o700)
    (folder / f"old{SUFFIX}{NEW}").write_bytes(b"")
    file = create(folder / f"mine{SUFFIX}", b"beginning")
    alive = folder / f"alive{SUFFIX}{NEW}"
    (folder / f"mine{SUFFIX}").rename(alive)
    now = time.time()
    sweep(folder, now)
    assert len(list(folder.iterdir())) == 2
    sweep(folder, now + 2 * SWEPT_S)
    assert list(folder.iterdir()) == [alive]
    os.close(file)


def test_bytes_that_the_disk_cannot_read_are_damage(folder, monkeypatch):
    for name in ("one", "two"):
        put(folder, name, 100_000)
    real, calls = os.read, []

    def failing(file, length):
        calls.append(length)
        if len(calls) == 2:
            raise OSError(5, "Input/output error")
        return real(file, length)

    monkeypatch.setattr(shelf.files.os, "read", failing)
    pcm = look(folder / f"one{SUFFIX}").pcm
    assert len(pcm) == 200_000
    assert pcm.count(b"\x01\x02") < 100_000
    assert pcm.endswith(b"\x01\x02" * 1000)
