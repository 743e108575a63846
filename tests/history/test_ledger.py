"""app/history/ledger.py and vault.py: good days, full and read-only disks, damage, users who want nothing kept."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.history.connection import FileTrouble, Trouble
from app.history.database import Database
from app.history.ledger import Ledger, place_of
from app.history.vault import Vault
from app.ui.status import Mark
from rig.history import NOON, Clock, bytes_of, spoken

ROOT = Path(__file__).parents[2]


def late_of(record):
    return record.with_text("more", Mark.LATE, ("local",))


class Desk:
    """A ledger, and what it says."""

    def __init__(self, path, keep_days=30):
        self.path = path
        self.clock = Clock()
        self.said = []
        self.saved = []
        self.open(keep_days)

    def open(self, keep_days=30):
        self.ledger = Ledger(Vault(self.path, self.clock, self.said.append), keep_days)
        return self.ledger

    def again(self, keep_days=30):
        self.ledger.close()
        return self.open(keep_days)

    def add(self, text="some words", **more):
        record = spoken(text, self.clock.now, **more)
        return self.ledger.add(record, lambda: self.saved.append(text))

    @property
    def texts(self):
        return [each.text for each in self.ledger.page(1000).records]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "state" / "history.db")
    yield made
    made.ledger.close()


def test_what_is_added_is_safe_at_once_and_there_the_next_time(desk):
    desk.add("one")
    desk.clock.forward(minutes=1)
    desk.add("two")
    assert desk.saved == ["one", "two"]
    desk.again()
    assert desk.texts == ["two", "one"]
    assert desk.said == []


def test_newest_first_even_when_the_clock_was_set_back_but_what_was_recovered_stands_where_it_belongs(desk):
    desk.add("first")
    desk.clock.forward(hours=-3)
    desk.add("second")
    desk.clock.forward(hours=5)
    desk.add("third")
    before = NOON.replace(hour=13)
    desk.ledger.add(spoken("recovered", before, place=place_of(before)), lambda: None)
    assert desk.texts == ["third", "recovered", "second", "first"]


def test_pages_count_what_is_earlier(desk):
    for number in range(7):
        desk.add(str(number))
    page = desk.ledger.page(3)
    assert ([each.text for each in page.records], page.earlier) == (["6", "5", "4"], 4)
    page = desk.ledger.page(3, below=page.records[-1].place)
    assert ([each.text for each in page.records], page.earlier) == (["3", "2", "1"], 1)
    assert desk.ledger.page(3, search="9").records == ()


def test_change_and_get_and_delete(desk):
    record = desk.add("one")
    other = desk.add("two")
    changed = desk.ledger.change(record.id, late_of, lambda: desk.saved.append("late"))
    assert changed == late_of(record) == desk.ledger.get(record.id)
    assert desk.saved[-1] == "late"
    assert desk.ledger.delete(record.id) == [changed]
    assert desk.ledger.get(record.id) is None
    assert desk.ledger.change(record.id, lambda each: each, lambda: desk.saved.append("never")) is None
    assert "never" not in desk.saved
    assert desk.ledger.clear() == [other]
    assert desk.texts == []


def test_texts_go_when_they_are_due(desk):
    desk.add("old")
    for _ in range(20):
        desk.clock.forward(days=1)
        assert desk.ledger.tick() == []
    desk.add("new")
    for _ in range(11):
        desk.clock.forward(days=1)
        desk.ledger.tick()
    assert desk.texts == ["new"]
    assert b"old" not in bytes_of(desk.path.parent)
    assert [each.text for each in desk.ledger.keep(7)] == ["new"]


# ------------------------------------------------------------------------------------------------ nothing kept


def test_with_nothing_to_be_kept_there_is_no_file_and_this_runs_texts_are_in_memory(tmp_path):
    desk = Desk(tmp_path / "state" / "history.db", keep_days=0)
    assert desk.ledger.tick() == []
    record = desk.add("xylophone")
    assert desk.saved == ["xylophone"], "safe is what was delivered"
    assert desk.texts == ["xylophone"]
    assert desk.ledger.change(record.id, late_of, lambda: desk.saved.append("m")).earlier
    assert desk.saved[-1] == "m"
    assert desk.ledger.change("nobody", lambda each: each, lambda: None) is None
    assert not desk.path.parent.exists()
    assert [each.id for each in desk.ledger.delete(record.id)] == [record.id]
    desk.add("marimba")
    desk.again(0)
    assert desk.texts == []


def test_who_chooses_that_nothing_is_kept_finds_this_runs_texts_and_no_file(desk):
    desk.add("yesterday")
    desk.again()
    today = desk.add("today")
    (desk.path.parent / "history.damaged-2020-01-01-000000.db").write_bytes(b"xylophone")
    assert [each.text for each in desk.ledger.keep(0)] == ["yesterday"]
    assert list(desk.path.parent.iterdir()) == []
    assert desk.texts == ["today"]
    desk.add("later")
    assert [each.text for each in desk.ledger.keep(30)] == []
    desk.add("kept")
    assert desk.texts == ["kept", "later", "today"]
    assert desk.ledger.get(today.id) == today
    desk.again()
    assert desk.texts == ["kept"], "what was spoken while nothing was to be kept is in no file"


def test_a_file_from_before_goes_at_the_start(desk):
    desk.add("xylophone")
    desk.again(0).tick()
    assert list(desk.path.parent.iterdir()) == []


def test_a_file_that_cannot_be_deleted_is_named(desk, monkeypatch):
    desk.add("words")

    def refuse(self, missing_ok=False):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "unlink", refuse)
    desk.ledger.keep(0)
    assert desk.said == [
        f"{desk.path} could not be deleted (Operation not permitted). There are texts in it: delete it yourself."
    ]
    assert desk.path.stat().st_size == 0 or b"words" not in bytes_of(desk.path.parent), "but it is empty"


# ------------------------------------------------------------------------------------------------ trouble


def full(desk):
    """The next page of the file would be one too many, as on a full disk."""
    disk = desk.ledger._vault._disk
    (pages,) = disk._connection.execute("PRAGMA page_count").fetchone()
    disk._connection.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: disk._connection.execute("PRAGMA max_page_count = 1000000")


def test_on_a_full_disk_texts_are_in_memory_until_there_is_room(desk):
    desk.add("before")
    make_room = full(desk)
    long = "words " * 2000
    record = desk.add(long)
    assert desk.texts == [long, "before"]
    assert desk.saved == ["before"], "not safe"
    assert "the disk is full" in desk.ledger.warning
    assert desk.said == [desk.ledger.warning]
    desk.ledger.change(record.id, late_of, lambda: desk.saved.append("late"))
    desk.add("also " * 2000)
    assert len(desk.said) == 1, "said once"
    assert desk.ledger.page(2).earlier == 1
    make_room()
    desk.ledger.tick()
    assert desk.saved == ["before", long, "late", "also " * 2000]
    assert desk.ledger.warning == ""
    desk.again()
    assert [each[:5] for each in desk.texts] == ["also ", "more", "befor"]
    assert desk.ledger.get(record.id).text == "more"


def test_a_change_that_cannot_be_written_is_in_memory_and_written_later(desk):
    record = desk.add("before")
    make_room = full(desk)
    late = "late " * 3000
    changed = desk.ledger.change(
        record.id, lambda each: each.with_text(late, Mark.LATE, ()), lambda: desk.saved.append("late")
    )
    assert changed.text == late
    assert desk.ledger.page(5).records == (changed,)
    assert desk.ledger.page(5).earlier == 0
    assert desk.saved == ["before"]
    make_room()
    desk.add("next")
    assert desk.saved == ["before", "late", "next"]
    desk.again()
    assert desk.ledger.get(record.id) == changed


def test_what_cannot_be_deleted_is_still_there(desk, tmp_path):
    record = desk.add("words")
    desk.ledger.close()
    shutil.move(desk.path.parent, tmp_path / "away")
    desk.path.parent.write_text("a file where a folder should be")
    desk.open()
    with pytest.raises(FileTrouble):
        desk.ledger.delete(record.id)
    with pytest.raises(FileTrouble):
        desk.ledger.clear()
    assert desk.texts == []
    assert desk.add("new").text in desk.texts
    assert str(desk.path) in desk.ledger.warning
    desk.path.parent.unlink()
    shutil.move(tmp_path / "away", desk.path.parent)
    desk.ledger.tick()
    assert sorted(desk.texts) == ["new", "words"]


def test_a_file_that_was_deleted_under_us_is_made_anew(desk):
    desk.add("gone with the file")
    for each in desk.path.parent.iterdir():
        each.unlink()
    desk.add("new")
    desk.again()
    assert desk.texts == ["new"]


def test_a_newer_versions_file_is_not_touched(desk):
    desk.add("one")
    desk.ledger._vault._disk._connection.execute("PRAGMA user_version = 99")
    desk.ledger.close()
    before = desk.path.read_bytes()
    desk.open()
    desk.add("two")
    assert desk.path.read_bytes() == before
    assert "newer Holdfast" in desk.said[0]
    assert desk.texts == ["two"]
    assert desk.saved == ["one"]


@pytest.mark.parametrize("content", [b"no database " * 1000, b""])
def test_a_damaged_file_is_set_aside_and_said_and_a_new_one_takes_its_place(desk, content):
    desk.path.parent.mkdir(exist_ok=True)
    desk.path.write_bytes(content)
    desk.add("words")
    assert desk.saved == ["words"]
    aside = [each for each in desk.path.parent.iterdir() if "damaged" in each.name]
    if not content:
        assert (aside, desk.said) == ([], []), "an empty file is a new one"
        return
    assert [each.read_bytes() for each in aside] == [content]
    assert desk.said == [f"The history was damaged. No text could be read from it. The old file is kept as {aside[0]}."]


def spoil(path):
    """Overwrite some pages in the middle; what they held is gone."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(content)


def test_what_can_be_read_of_a_damaged_file_is_still_in_the_history(desk):
    for number in range(200):
        desk.add(f"{number} " * 100)
    desk.ledger.close()
    spoil(desk.path)
    desk.open()
    read = desk.texts
    assert 100 < len(read) < 200
    assert read[0].startswith("199 ")
    assert read[-1].startswith("0 ")
    assert f"{len(read)} texts could be read" in desk.said[0]
    desk.add("after")
    desk.again()
    assert len(desk.texts) == len(read) + 1
    assert len(desk.said) == 1


def test_damage_that_comes_while_we_run_costs_no_new_text(desk):
    for number in range(200):
        desk.add(f"{number} " * 100)
    desk.ledger._vault._disk._connection.execute("UPDATE entries SET providers = 'x' WHERE text LIKE '7 %'")
    assert len(desk.texts) == 199
    desk.add("after")
    assert desk.texts[0] == "after"
    assert desk.saved[-1] == "after"


def test_a_damaged_file_that_cannot_be_set_aside_is_left_and_named(desk, monkeypatch):
    desk.path.parent.mkdir(exist_ok=True)
    desk.path.write_bytes(b"no database " * 1000)

    def refuse(self, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "rename", refuse)
    desk.add("words")
    assert (desk.texts, desk.saved) == (["words"], [])
    assert "it is damaged" in desk.ledger.warning
    assert "Move the file away" in desk.ledger.warning


def test_damaged_files_go_with_the_texts_that_are_due_and_with_the_whole_history(desk):
    desk.add("words")
    stale = desk.path.with_name("history.damaged-2026-10-01-120000.db")
    fresh = desk.path.with_name("history.damaged-2026-11-19-120000-2.db")
    other = desk.path.with_name("history.damaged-2026-99-99-999999.db")
    for each in (stale, fresh, other):
        each.write_bytes(b"texts")
    desk.ledger.tick()
    assert (stale.exists(), fresh.exists(), other.exists()) == (False, True, True)
    desk.ledger.clear()
    assert [each.name for each in desk.path.parent.glob("*.damaged*")] == []


# ------------------------------------------------------------------------------------------------ real disks

_ON_A_DISK = """
import json, sys
from pathlib import Path
from app.history.ledger import Ledger
from app.history.vault import Vault
from rig.history import Clock, spoken
said, saved = [], []
ledger = Ledger(Vault(Path(sys.argv[1]) / "state" / "history.db", Clock(), said.append), 30)
for text in sys.argv[2:]:
    ledger.add(spoken(text * 3000), lambda text=text: saved.append(text))
print(json.dumps([[each.text[:5] for each in ledger.page(9).records], saved, said]))
ledger.close()
"""


def on_a_disk(folder: Path, script: str, *texts: str) -> list:
    """Run the above in a mount namespace of its own, behind the shell commands of `script`."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        pytest.skip("needs mount namespaces")
    command = ["unshare", "--map-root-user", "--mount", "sh", "-ec", f'{script}; exec "$@"', "sh"]
    probe = subprocess.run([*command, "true"], capture_output=True, text=True)
    if probe.returncode:
        pytest.skip(f"no mount namespaces here: {probe.stderr.strip()}")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    program = [sys.executable, "-c", _ON_A_DISK, str(folder), *texts]
    done = subprocess.run([*command, *program], capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_disk_that_is_really_full(tmp_path):
    small = f"mount -t tmpfs -o size=150k none {tmp_path}"
    texts, saved, said = on_a_disk(tmp_path, small, "one, ", "two, ", "three", "four ", "five ")
    assert texts == ["five ", "four ", "three", "two, ", "one, "]
    assert saved and len(saved) < 5
    assert "the disk is full" in said[0] and len(said) == 1


def test_a_disk_that_is_really_read_only_still_shows_what_is_on_it(tmp_path):
    _, saved, said = on_a_disk(tmp_path, "true", "before")
    assert (saved, said) == (["before"], [])
    read_only = f"mount --bind {tmp_path} {tmp_path}; mount -o remount,bind,ro {tmp_path}"
    texts, saved, said = on_a_disk(tmp_path, read_only, "after")
    assert texts == ["after", "befor"]
    assert saved == []
    assert len(said) == 1 and "Read-only file system" in said[0] and "make the folder writable" in said[0]


def test_two_processes_share_the_file(desk):
    record = desk.add("one")
    other = Database(desk.path)
    assert other.delete([record.id]) == [record]
    assert other.tidy()
    desk.add("two")
    assert desk.texts == ["two"]
    other._connection.execute("BEGIN IMMEDIATE")
    desk.ledger._vault._disk._connection.execute("PRAGMA busy_timeout = 1")
    desk.add("three", mark=Mark.COPIED)
    assert "another program holds it" in desk.ledger.warning
    other._connection.execute("COMMIT")
    other.close()
    desk.ledger.tick()
    assert desk.saved == ["one", "two", "three"]


def test_the_kinds_of_trouble_have_each_a_remedy():
    from app.history.vault import _REMEDIES

    assert set(_REMEDIES) == set(Trouble)
