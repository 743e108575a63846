"""The journal on a real disk: good ones, full ones, and ones that are gone for a while."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.journal import journal as journal_module
from app.journal import spool as spool_module
from app.journal.format import Stage, read
from app.journal.journal import Journal
from app.journal.shelf import SUFFIX, stored, unfinished
from app.journal.spool import is_alive
from rig.desktop import wait_until

BLOCK = bytes(range(1, 255)) * 2 + b"\x01\x02" * 66  # 20 ms, no sample of it silent


class Ears(list):
    """What the user was told."""


@pytest.fixture
def told():
    return Ears()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "recordings"


@contextmanager
def running(folder, told):
    journal = Journal(folder, told.append)
    try:
        yield journal
    finally:
        journal.close()


def files(folder):
    return sorted(folder.glob(f"*{SUFFIX}"))


def dictate(journal, dictation=1, blocks=10):
    id_ = journal.begin(dictation, "soniox", "en")
    for _ in range(blocks):
        journal.audio(dictation, BLOCK)
    return id_


def test_a_dictation_is_on_the_disk_while_it_is_spoken(folder, told):
    with running(folder, told) as journal:
        id_ = dictate(journal)
        got = journal.read(id_)
        assert got.pcm == BLOCK * 10
        assert (got.about.provider, got.about.language, got.about.dictation) == ("soniox", "en", 1)
        (path,) = files(folder)
        assert path.stem == id_
        assert journal.has(id_)
        assert read(path.read_bytes()) == got  # not only in somebody's memory
        journal.settle(id_, keep=False)
        assert journal.read(id_) is None
        assert not journal.has(id_)
        assert files(folder) == []
    assert told == []


def test_nobody_else_can_read_it(folder, told, monkeypatch):
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    before = os.umask(0)
    try:
        with running(folder, told) as journal:
            journal.read(dictate(journal))
            assert folder.stat().st_mode & 0o777 == 0o700
            assert [path.stat().st_mode & 0o777 for path in files(folder)] == [0o600]
    finally:
        os.umask(before)


def test_a_folder_that_is_a_link_is_not_written_to(folder, told, tmp_path):
    folder.parent.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.symlink_to(elsewhere)
    with running(folder, told) as journal:
        assert journal.read(dictate(journal)).pcm == BLOCK * 10
    assert list(elsewhere.iterdir()) == []
    assert len(told) == 1


def test_what_is_kept_is_known_as_settled(folder, told):
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.released(1)
        journal.settle(id_, keep=True)
        assert journal.read(id_).stages == {Stage.RELEASED, Stage.SETTLED}
        assert [each.settled for each in stored(folder)] == [True]
        assert unfinished(folder) == []
        journal.settle(id_, keep=False)
        assert journal.read(id_) is None
    assert files(folder) == []


def test_two_at_a_time_do_not_mix(folder, told):
    with running(folder, told) as journal:
        ids = [journal.begin(number, "local") for number in (1, 2)]
        for number in (1, 2, 1, 2, 2):
            journal.audio(number, bytes([number]) * 320)
        assert journal.read(ids[0]).pcm == b"\x01" * 640
        assert journal.read(ids[1]).pcm == b"\x02" * 960


def test_sound_that_comes_behind_the_end_is_nobodys(folder, told):
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.settle(id_, keep=True)
        journal.audio(1, BLOCK)
        journal.settle(id_, keep=True)
        assert journal.read(id_).pcm == BLOCK * 10


def test_only_what_nobody_is_writing_is_offered(folder, told):
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.read(id_)
        (path,) = files(folder)
        assert is_alive(path)
        assert unfinished(folder) == []
    assert not is_alive(path)
    (left,) = unfinished(folder)
    assert (left.id, left.recording.pcm, left.settled) == (id_, BLOCK * 10, False)


def test_what_another_process_left_is_settled_too(folder, told):
    with running(folder, told) as journal:
        ids = [dictate(journal, each) for each in (1, 2, 3)]
    with running(folder, told) as journal:
        journal.settle(ids[0], keep=True)
        journal.settle(ids[1], keep=False)
        journal.settle("of which nobody knows", keep=True)
        journal.settle("of which nobody knows", keep=False)
        assert journal.read(ids[0]).pcm == BLOCK * 10
        assert [each.id for each in stored(folder)] == [ids[0], ids[2]]
        assert [each.id for each in unfinished(folder)] == [ids[2]]
    assert told == []


def test_the_disk_is_made_to_keep_it_while_it_is_spoken(folder, told, monkeypatch):
    synced = []
    monkeypatch.setattr(spool_module, "_sync", synced.append)
    monkeypatch.setattr(journal_module, "SYNC_S", 0.001)
    with running(folder, told) as journal:
        journal.read(dictate(journal, blocks=2_000))  # without a pause in which nothing is to be done
        assert synced


def test_a_press_without_any_sound_leaves_nothing(folder, told):
    with running(folder, told) as journal:
        journal.begin(1, "local")
    assert len(files(folder)) == 1
    assert unfinished(folder) == []
    assert files(folder) == []


def test_what_cannot_be_read_is_passed_over(folder, told, tmp_path):
    folder.mkdir(parents=True)
    (folder / f"dangling{SUFFIX}").symlink_to(tmp_path / "nowhere")
    (folder / f"folder{SUFFIX}").mkdir()
    (folder / f"junk{SUFFIX}").write_bytes(b"junk")
    assert [each.id for each in stored(folder)] == ["junk"]
    assert stored(tmp_path / "nothing here") == []


def test_a_disk_that_comes_back_is_given_what_it_missed(folder, told):
    folder.parent.mkdir()
    folder.write_text("a file in the way")
    with running(folder, told) as journal:
        id_ = dictate(journal)
        assert journal.read(id_).pcm == BLOCK * 10  # from memory
        assert len(told) == 1
        assert "Dictation goes on from memory" in told[0] and str(folder) in told[0]
        folder.unlink()
        journal.audio(1, BLOCK)
        assert journal.read(id_).pcm == BLOCK * 11
        (path,) = files(folder)
        assert read(path.read_bytes()).pcm == BLOCK * 11
    assert len(told) == 1


def test_trouble_is_told_again_when_it_comes_again(folder, told):
    folder.parent.mkdir()
    folder.write_text("a file in the way")
    with running(folder, told) as journal:
        journal.read(dictate(journal, 1))
        folder.unlink()
        journal.read(dictate(journal, 2))
        assert len(told) == 1
        for path in files(folder):
            path.unlink()
        folder.rmdir()
        folder.write_text("in the way again")
        journal.read(dictate(journal, 3))
        assert len(told) == 2


def test_what_was_kept_in_memory_is_written_when_it_can_be(folder, told):
    folder.parent.mkdir()
    folder.write_text("a file in the way")
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.settle(id_, keep=True)
        assert journal.read(id_).pcm == BLOCK * 10
        folder.unlink()
        wait_until(lambda: stored(folder), what="the recording on the disk")
        assert stored(folder)[0].settled
        assert journal.read(id_).pcm == BLOCK * 10
    assert unfinished(folder) == []


def test_what_is_in_memory_only_can_be_forgotten(folder, told):
    folder.parent.mkdir()
    folder.write_text("a file in the way")
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.settle(id_, keep=True)
        journal.settle(id_, keep=False)
        assert journal.read(id_) is None


def test_a_recording_that_somebody_deletes_is_put_back(folder, told):
    with running(folder, told) as journal:
        id_ = dictate(journal)
        journal.read(id_)
        (path,) = files(folder)
        path.unlink()
        journal.audio(1, BLOCK)
        wait_until(path.exists, what="the recording to be put back")
        wait_until(lambda: read(path.read_bytes()).pcm == BLOCK * 11, what="all of it")
        assert is_alive(path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can make a disk that is full")
def test_a_full_disk_costs_nothing_that_is_said(tmp_path, told):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("this container cannot mount anything")
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(40_000))
        with running(disk / "recordings", told) as journal:
            id_ = dictate(journal, blocks=200)
            assert journal.read(id_).pcm == BLOCK * 200
            assert len(told) == 1 and "No space left" in told[0]
            assert len(read(files(disk / "recordings")[0].read_bytes()).pcm) < len(BLOCK) * 200
            ballast.unlink()
            journal.audio(1, BLOCK)
            journal.read(id_)
            (path,) = files(disk / "recordings")
            # Still too small a disk for all of it: what is there is the beginning, and the rest waits.
            on_disk = read(path.read_bytes()).pcm
            assert len(on_disk) > 30_000 and (BLOCK * 201).startswith(on_disk)
            assert journal.read(id_).pcm == BLOCK * 201
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


KILLED = """
import sys, time
from pathlib import Path
from app.journal.journal import Journal
journal = Journal(Path(sys.argv[1]), print)
id_ = journal.begin(1, "local")
for number in range(1, 10_000):
    journal.audio(1, number.to_bytes(2, "little") * 320)
    if number == 50:
        journal.read(id_)
        print("spoken", flush=True)
    if number > 50:
        time.sleep(0.02)
"""


def test_kill_9_costs_no_more_than_what_was_not_given_to_it(folder):
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "spoken\n"
        os.kill(process.pid, signal.SIGKILL)
    (left,) = unfinished(folder)
    assert left.recording.damaged == 0
    assert left.recording.pcm.startswith(b"".join(each.to_bytes(2, "little") * 320 for each in range(1, 51)))
    assert left.recording.about.process == process.pid
