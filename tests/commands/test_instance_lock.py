"""One process at a time, and a folder of one's own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.instance_lock import FolderError, InstanceLock, private_folder
from rig.command_app import ROOT

HOLDER = """
import os, sys, time
from pathlib import Path
from app.instance_lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
if "fork" in sys.argv and os.fork() == 0:
    print(os.getpid(), flush=True)
time.sleep(60)
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of other users")


def holder(path: Path, *more: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout
    assert process.stdout.readline() == "True\n"
    return process


def test_a_killed_holder_has_let_go(tmp_path) -> None:
    with holder(tmp_path / "lock") as other:
        lock = InstanceLock(tmp_path / "lock")
        assert not lock.acquire()
        other.kill()
        other.wait()
        assert lock.acquire()
        lock.release()


def test_a_forked_worker_that_survives_does_not_hold_on(tmp_path) -> None:
    with holder(tmp_path / "lock", "fork") as other:
        assert other.stdout
        worker = int(other.stdout.readline())
        other.kill()
        other.wait()
        try:
            lock = InstanceLock(tmp_path / "lock")
            assert lock.acquire()
            lock.release()
        finally:
            os.kill(worker, signal.SIGKILL)


def test_held_and_released_twice_is_the_same_as_once(tmp_path) -> None:
    lock = InstanceLock(tmp_path / "lock")
    assert lock.acquire()
    assert lock.acquire()
    lock.release()
    lock.release()
    with holder(tmp_path / "lock") as other:
        other.kill()


def test_a_lock_in_no_folder_is_an_error_not_a_no(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        InstanceLock(tmp_path / "missing" / "lock").acquire()


def test_the_folder_is_made_for_the_user_alone(tmp_path) -> None:
    private_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_is_open_to_others_is_closed(tmp_path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_folder_of_somebody_else_is_refused(tmp_path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(FolderError, match=r"theirs belongs to somebody else.*XDG_RUNTIME_DIR"):
        private_folder(folder)


def test_a_link_is_refused(tmp_path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(FolderError, match="belongs to somebody else"):
        private_folder(tmp_path / "link")


def test_a_file_in_the_way_is_named(tmp_path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderError, match=r"file/folder cannot be used \(Not a directory\)"):
        private_folder(tmp_path / "file" / "folder")
    with pytest.raises(FolderError, match=r"file cannot be used \(File exists\)"):
        private_folder(tmp_path / "file")
