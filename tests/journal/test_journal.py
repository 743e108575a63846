"""The journal on a real disk: good ones, full ones, slow ones, and ones that are gone for a while."""

import errno
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.journal import folder as files_module
from app.journal import scribe as scribe_module
from app.journal.folder import SUFFIX
from app.journal.format import Stage, read
from app.journal.journal import Fate, Journal
from app.journal.shelf import is_alive, look, stored, unfinished
from rig.desktop import wait_until

BLOCK = bytes(range(1, 255)) * 2 + b"\x01\x02" * 66  # 20 ms, no sample of it silent
ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions, links and pipes are POSIX's")


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
    journal = Journal(folder, told.append, "0.1")
    try:
        yield journal
    finally:
        journal.close()


def files(folder):
    return sorted(folder.glob(f"*{SUFFIX}"))


def dictate(journal, dictation=1, blocks=10, block=BLOCK):
    identity = journal.begin(dictation, "soniox", "en")
    for _ in range(blocks):
        journal.audio(dictation, block)
    return identity


@contextmanager
def in_the_way(folder):
    """No folder can be made where it should be."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file in the way")
    yield
    folder.unlink()


@contextmanager
def disk(folder, size="64k"):
    """A disk of its own, if this machine lets us have one."""
    folder.mkdir(parents=True)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder]).returncode:
        pytest.skip("only root can make a disk, and not in every container")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


# ------------------------------------------------------------------------------------------- good days


def test_a_dictation_is_on_the_disk_while_it_is_spoken(folder, told):
    with running(folder, told) as journal:
        identity = dictate(journal)
        got = journal.read(identity)
        assert got.pcm == BLOCK * 10
        about = got.recording.about
        assert (about.provider, about.language, about.dictation) == ("soniox", "en", 1)
        assert (about.process, about.app, about.rate) == (os.getpid(), "0.1", 16_000)
        (path,) = files(folder)
        assert path.stem == identity
        assert look(path).pcm == BLOCK * 10  # not only in somebody's memory
        journal.settle(identity, Fate.GONE)
        assert journal.read(identity) is None
        assert files(folder) == []
    assert told == []


def test_it_is_known_at_once_whether_there_is_a_recording(folder, told):
    with running(folder, told) as journal:
        identity = journal.begin(1, "local")
        assert not journal.has(identity)  # nothing was said
        journal.audio(1, b"")
        assert not journal.has(identity)
        journal.audio(1, BLOCK)
        assert journal.has(identity)
        journal.settle(identity, Fate.NEEDED)
        assert journal.has(identity)
        journal.read(identity)
        journal.settle(identity, Fate.GONE)
        assert not journal.has(identity)
        assert not journal.has("20200101-000000-000000-1-1")


def test_a_press_without_any_sound_leaves_nothing(folder, told):
    with running(folder, told) as journal:
        identity = journal.begin(1, "local")
        journal.released(1)
        journal.settle(identity, Fate.NEEDED)
        assert journal.read(identity) is None
        journal.begin(2, "local")
    assert files(folder) == []


@pytest.mark.parametrize(("fate", "spare"), [(Fate.NEEDED, False), (Fate.SPARE, True)])
def test_what_is_kept_is_not_offered_again(folder, told, fate, spare):
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.released(1)
        journal.settle(identity, fate)
        wait_until(lambda: stored(folder), what="the recording to be nobody's")
        (kept,) = stored(folder)
        assert kept.settled and kept.recording.spare is spare
        assert Stage.RELEASED in kept.recording.stages
        assert kept.pcm() == BLOCK * 10
        assert unfinished(folder) == []
        journal.settle(identity, Fate.GONE)
        assert journal.read(identity) is None
    assert files(folder) == []


def test_a_recording_of_another_run_can_be_settled(folder, told):
    with running(folder, told) as journal:
        ids = [dictate(journal, number) for number in (1, 2)]
    assert [each.id for each in unfinished(folder)] == ids
    with running(folder, told) as journal:
        journal.settle(ids[0], Fate.GONE)
        for _ in range(3):
            journal.settle(ids[1], Fate.NEEDED)
        journal.settle("20200101-000000-000000-1-1", Fate.NEEDED)
        assert journal.read(ids[0]) is None
        assert journal.read(ids[1]).recording.settled
    (path,) = files(folder)
    assert path.read_bytes().count(b'"settled"') == 1


def test_two_at_a_time_do_not_mix(folder, told):
    with running(folder, told) as journal:
        ids = [journal.begin(number, "local") for number in (1, 2)]
        for number in (1, 2, 1, 2, 2):
            journal.audio(number, bytes([number]) * 320)
        assert journal.read(ids[0]).pcm == b"\x01" * 640
        assert journal.read(ids[1]).pcm == b"\x02" * 960


def test_sound_that_comes_behind_the_end_is_nobodys(folder, told):
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.settle(identity, Fate.NEEDED)
        journal.audio(1, BLOCK)
        journal.settle(identity, Fate.NEEDED)
        assert journal.read(identity).pcm == BLOCK * 10


def test_what_is_not_settled_stays_and_is_offered(folder, told):
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.read(identity)
        (path,) = files(folder)
        assert is_alive(path)
        assert stored(folder) == []
    assert not is_alive(path)
    (left,) = unfinished(folder)
    assert (left.id, left.pcm(), left.settled, left.recording.damaged) == (identity, BLOCK * 10, False, 0)
    assert journal.read(identity).pcm == BLOCK * 10  # also once it is closed


# ------------------------------------------------------------------------------------------- whose it is


@POSIX
def test_nobody_else_can_read_it(folder, told):
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


@POSIX
def test_folders_above_it_are_private_too(tmp_path, told):
    folder = tmp_path / "one" / "two" / "recordings"
    before = os.umask(0)
    try:
        with running(folder, told) as journal:
            journal.read(dictate(journal))
    finally:
        os.umask(before)
    assert [(tmp_path / each).stat().st_mode & 0o777 for each in ("one", "one/two")] == [0o700, 0o700]


@POSIX
def test_a_folder_that_is_a_link_is_not_written_to(folder, told, tmp_path):
    folder.parent.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    folder.symlink_to(elsewhere)
    with running(folder, told) as journal:
        assert journal.read(dictate(journal)).pcm == BLOCK * 10
    assert list(elsewhere.iterdir()) == []
    assert elsewhere.stat().st_mode & 0o777 == 0o755
    assert len(told) == 1 and "it is not a folder" in told[0]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_somebody_else_is_not_written_to(folder, told):
    folder.mkdir(parents=True)
    os.chown(folder, 65_534, 65_534)
    with running(folder, told) as journal:
        assert journal.read(dictate(journal)).pcm == BLOCK * 10
    assert list(folder.iterdir()) == []
    assert len(told) == 1 and "it belongs to somebody else" in told[0]


# ------------------------------------------------------------------------------------------- bad days


def test_a_disk_that_comes_back_is_given_what_it_missed(folder, told):
    with running(folder, told) as journal:
        with in_the_way(folder):
            identity = dictate(journal)
            assert journal.read(identity).pcm == BLOCK * 10  # from memory
            assert journal.has(identity)
            assert len(told) == 1
            assert "Dictation goes on from memory" in told[0] and str(folder) in told[0]
        wait_until(lambda: files(folder), what="the recording on the disk")
        journal.audio(1, BLOCK)
        wait_until(lambda: look(files(folder)[0]).pcm == BLOCK * 11, what="all of it")
    assert len(told) == 1


def test_trouble_is_told_again_when_it_comes_again(folder, told):
    with running(folder, told) as journal:
        with in_the_way(folder):
            journal.read(dictate(journal, 1))
        wait_until(lambda: files(folder), what="the recording on the disk")
        journal.read(dictate(journal, 2))
        assert len(told) == 1
        for path in files(folder):
            path.unlink()
        folder.rmdir()
        with in_the_way(folder):
            journal.read(dictate(journal, 3))
            assert len(told) == 2


def test_what_was_kept_in_memory_is_written_when_it_can_be(folder, told):
    with running(folder, told) as journal:
        with in_the_way(folder):
            identity = dictate(journal)
            journal.settle(identity, Fate.NEEDED)
            assert journal.read(identity).pcm == BLOCK * 10
        wait_until(lambda: stored(folder), what="the recording on the disk")
        assert stored(folder)[0].settled
        assert journal.read(identity).pcm == BLOCK * 10
    assert unfinished(folder) == []


def test_what_is_in_memory_only_can_be_forgotten(folder, told):
    with running(folder, told) as journal, in_the_way(folder):
        identity = dictate(journal)
        journal.settle(identity, Fate.NEEDED)
        journal.settle(identity, Fate.GONE)
        assert journal.read(identity) is None
        assert not journal.has(identity)


def test_a_recording_that_somebody_deletes_is_put_back(folder, told):
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.read(identity)
        (path,) = files(folder)
        path.unlink()
        path.parent.rmdir()
        journal.audio(1, BLOCK)
        wait_until(path.exists, what="the recording to be put back")
        wait_until(lambda: look(path).pcm == BLOCK * 11, what="all of it")
        assert is_alive(path)
        assert journal.read(identity).recording.damaged == 0


def test_the_memory_for_what_the_disk_has_is_bounded(folder, told, monkeypatch):
    monkeypatch.setattr(scribe_module, "COPIES", 3 * len(BLOCK))
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.released(1)
        journal.read(identity)
        wait_until(lambda: journal._scribe._spools[identity].safe, what="the disk")
        other = journal.begin(2, "local")
        journal.audio(2, BLOCK)
        assert journal.read(identity).pcm == BLOCK * 10
        assert journal.read(other).pcm == BLOCK
        assert sum(each.bytes for each in journal._scribe._spools.values()) <= 3 * len(BLOCK)


def test_the_memory_for_what_the_disk_refuses_is_bounded(folder, told, monkeypatch, caplog):
    monkeypatch.setattr(scribe_module, "MEMORY", 5 * len(BLOCK))
    with running(folder, told) as journal:
        with in_the_way(folder):
            identity = dictate(journal)
            got = journal.read(identity)
            assert got.pcm[-4 * len(BLOCK) :] == BLOCK * 4
            assert got.pcm[: -4 * len(BLOCK)] == bytes(6 * len(BLOCK))
        wait_until(lambda: files(folder), what="the recording on the disk")
        assert look(files(folder)[0]).pcm == got.pcm
    assert caplog.text.count("The memory for speech") == 1
    caplog.clear()


def test_a_slow_disk_does_not_keep_blocks_from_being_written(folder, told, monkeypatch):
    """Held up for ever in a sync, as a disk that wakes up is for seconds."""
    syncing, go_on = threading.Event(), threading.Event()

    def slow(file):
        syncing.set()
        go_on.wait(60)

    monkeypatch.setattr(files_module, "sync", slow)
    with running(folder, told) as journal:
        identity = dictate(journal)
        assert syncing.wait(20)
        journal.audio(1, BLOCK)
        journal.read(identity)
        assert look(files(folder)[0]).pcm == BLOCK * 11
        journal.settle(identity, Fate.NEEDED)
        assert journal.read(identity).recording.settled
        assert stored(folder) == []  # it is ours until the disk has it
        go_on.set()
        wait_until(lambda: stored(folder), what="the disk")


def test_what_a_failed_sync_may_have_lost_is_written_again(folder, told, monkeypatch):
    """After an EIO the kernel may have dropped what it had, and the next sync says that all is well."""
    real, failures = files_module.sync, [OSError(errno.EIO, os.strerror(errno.EIO))]

    def failing(file):
        if failures:
            os.ftruncate(file, 100)  # what was dropped
            raise failures.pop()
        real(file)

    monkeypatch.setattr(files_module, "sync", failing)
    with running(folder, told) as journal:
        identity = dictate(journal)
        wait_until(lambda: told, what="the trouble to be told")
        assert "Input/output error" in told[0]
        journal.released(1)
        wait_until(lambda: look(files(folder)[0]).pcm == BLOCK * 10, what="the recording to be whole again")
        journal.settle(identity, Fate.NEEDED)
        wait_until(lambda: stored(folder), what="the disk")
    assert len(told) == 1


def test_a_disk_that_cannot_keep_names_is_trouble(folder, told, monkeypatch):
    def failing(_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(files_module, "sync_names", failing)
    with running(folder, told) as journal:
        dictate(journal)
        journal.released(1)
        wait_until(lambda: told, what="the trouble to be told")


def test_what_is_no_sound_costs_none_of_the_sound_behind_it(folder, told, caplog):
    with running(folder, told) as journal:
        identity = dictate(journal)
        journal.audio(1, b"half a sample")
        journal.audio(1, BLOCK)
        assert journal.read(identity).pcm == BLOCK * 11
    assert "An order to the journal failed" in caplog.text
    caplog.clear()


def test_a_full_disk_costs_nothing_that_is_said(tmp_path, told):
    with disk(tmp_path / "disk") as place:
        ballast = place / "ballast"
        ballast.write_bytes(bytes(40_000))
        with running(place / "recordings", told) as journal:
            identity = dictate(journal, blocks=200)
            assert journal.read(identity).pcm == BLOCK * 200
            assert len(told) == 1 and "No space left" in told[0]
            on_disk = len(look(files(place / "recordings")[0]).pcm)
            assert on_disk < len(BLOCK) * 200
            ballast.unlink()
            journal.audio(1, BLOCK)
            # Still too small a disk for all of it: what is there is the beginning, and the rest waits.
            path = files(place / "recordings")[0]
            wait_until(lambda: len(look(path).pcm) > on_disk, what="the disk to be filled")
            assert (BLOCK * 201).startswith(look(path).pcm)
            assert journal.read(identity).pcm == BLOCK * 201
    assert len(told) == 1


def test_a_recording_that_cannot_be_deleted_is_named_and_deleted_later(tmp_path, told):
    with disk(tmp_path / "disk") as place:
        with running(place / "recordings", told) as journal:
            identity = dictate(journal)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        with running(place / "recordings", told) as journal:
            journal.settle(identity, Fate.GONE)
            journal.read(identity)
            assert len(told) == 1 and identity in told[0] and "Delete it yourself" in told[0]
            subprocess.run(["mount", "-o", "remount,rw", place], check=True)
            dictate(journal, 2)
            wait_until(lambda: identity not in [path.stem for path in files(place / "recordings")], what="another try")
    assert len(told) == 1


LIMITED = """
import resource, sys
from pathlib import Path
from app.journal.journal import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
told = []
journal = Journal(Path(sys.argv[1]), told.append)
identity = journal.begin(1, "local")
for _ in range(10):
    journal.audio(1, bytes(range(1, 255)) * 2)
assert journal.read(identity).pcm == bytes(range(1, 255)) * 20
print(*told)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
def test_a_quota_costs_nothing_that_is_said(folder):
    command = [sys.executable, "-c", LIMITED, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Dictation goes on from memory") == 1
    (left,) = unfinished(folder)
    assert (bytes(range(1, 255)) * 20).startswith(left.pcm()) and left.pcm()


# ------------------------------------------------------------------------------------------- two processes

KILLED = """
import sys, time
from pathlib import Path
from app.journal.journal import Journal
journal = Journal(Path(sys.argv[1]), print)
identity = journal.begin(1, "local")
for number in range(1, 10_000):
    journal.audio(1, number.to_bytes(2, "little") * 320)
    if number == 50:
        journal.read(identity)
        print(identity, flush=True)
    if number > 50:
        time.sleep(0.02)
"""


@contextmanager
def another(folder):
    """A process that is recording for as long as the block, and then is killed; the id of its recording."""
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_kill_9_costs_no_more_than_what_was_not_given_to_it(folder):
    with another(folder) as (process, identity):
        os.kill(process.pid, signal.SIGKILL)
    (left,) = unfinished(folder)
    assert left.id == identity
    assert left.recording.damaged == 0
    assert left.pcm().startswith(b"".join(each.to_bytes(2, "little") * 320 for each in range(1, 51)))
    assert left.recording.about.process == process.pid


def test_what_another_process_records_is_not_touched(folder, told):
    with another(folder) as (_, identity), running(folder, told) as journal:
        before = files(folder)[0].stat().st_size
        for fate in Fate:
            journal.settle(identity, fate)
        assert journal.read(identity).recording.samples >= 50 * 320
        assert journal.has(identity)
        assert stored(folder) == unfinished(folder) == []
        assert b'"settled"' not in files(folder)[0].read_bytes()
        wait_until(lambda: files(folder)[0].stat().st_size > before, what="the other to go on")
    assert told == []


def test_a_record_that_is_cut_is_the_only_one_that_is_lost(folder, told):
    with running(folder, told) as journal:
        dictate(journal)
    (path,) = files(folder)
    data = path.read_bytes()
    path.write_bytes(data[:-10])
    (left,) = unfinished(folder)
    assert left.pcm() == BLOCK * 9
    assert left.recording.damaged == len(BLOCK) + 24 - 10
    assert read(data).pcm == BLOCK * 10
