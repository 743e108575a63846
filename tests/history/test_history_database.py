"""app/history/database.py, schema.py, files.py: real files, also such as others have spoilt."""

import hashlib
import os
import random
import sqlite3
import stat
from contextlib import closing

import pytest

from app.history import schema
from app.history.connection import FileTrouble, Trouble
from app.history.database import Database, salvage
from app.history.retention import DAY
from app.ui.status import Mark
from rig.history import NOON, bytes_of, spoken

NOW = round(NOON.timestamp() * 1000)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "history.db"


@pytest.fixture
def database(path):
    made = Database(path)
    yield made
    made.close()


def late_of(record):
    return record.with_text("more", Mark.LATE, ("local",))


def fill(database, number, **more):
    records = [spoken(f"text number {n}", place=n, **more) for n in range(1, number + 1)]
    database.put(records, NOW)
    return records


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_everything_is_for_this_user_only(path):
    path.parent.mkdir(mode=0o755)
    path.touch(0o644)
    with closing(Database(path)) as database:
        fill(database, 1)
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {"history.db": 0o600, "history.db-wal": 0o600, "history.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_is_there_the_next_time(path):
    with closing(Database(path)) as database:
        written = fill(database, 3)
    with closing(Database(path)) as database:
        assert database.page(10) == written[::-1]
        assert database.highest_place() == 3


def test_a_commit_is_synced_and_what_is_deleted_is_overwritten(database):
    asked = database._connection.execute
    assert asked("PRAGMA journal_mode").fetchone() == ("wal",)
    assert asked("PRAGMA synchronous").fetchone() == (2,)  # FULL
    assert asked("PRAGMA secure_delete").fetchone() == (1,)
    assert asked("PRAGMA temp_store").fetchone() == (2,)  # MEMORY


def test_pages_go_down_from_the_newest(database):
    records = fill(database, 25)
    first = database.page(10)
    second = database.page(10, below=first[-1].place)
    third = database.page(10, below=second[-1].place)
    assert [*first, *second, *third] == records[::-1]
    assert database.count() == 25
    assert database.count(below=second[-1].place) == 5
    assert database.page(10, below=1) == []


def test_search_is_in_all_texts_whatever_the_case(database):
    database.put(
        [
            spoken("Grüße aus Köln", place=1),
            spoken("nothing", place=2).with_text("GRÜSSE 100 % spät", Mark.LATE, ()).with_text("new", Mark.LATE, ()),
            spoken("other", place=3),
        ],
        NOW,
    )
    assert [each.place for each in database.page(10, search="grüsse")] == [2, 1], "ß is folded"
    assert [each.place for each in database.page(10, search="KÖLN ")] == [1]
    assert [each.place for each in database.page(10, search="100 %")] == [2]
    assert database.page(10, search="%") == database.page(10, search="100 %"), "no wildcards"
    assert database.count(search="INSERTED") == 0, "not in what is not text"
    assert database.count(below=2, search="grüsse") == 1


def test_a_record_is_put_twice_and_is_there_once(database):
    (record,) = fill(database, 1)
    late = late_of(record)
    database.put([late], NOW)
    assert database.page(5) == [late]


def test_a_place_that_is_taken_is_moved_up(database):
    fill(database, 2)
    recovered = spoken("found again", place=1)
    database.put([recovered], NOW)
    assert [each.text for each in database.page(5)] == ["found again", "text number 2", "text number 1"]


def test_change_changes_what_is_there_and_nothing_else(database):
    record, other = fill(database, 2)
    assert database.change(record.id, late_of) == late_of(record)
    assert database.page(5) == [other, late_of(record)]
    assert database.change("nobody", lambda each: each) is None


def test_find_by_the_beginning_of_an_id(database):
    one, two = fill(database, 2)
    assert database.find(one.id) == [one]
    assert database.find(one.id[:12]) == [one]
    assert database.find("") == [two, one]
    assert database.find("%") == []


def test_several_are_put_all_or_none(database):
    good = spoken("good", place=1)
    bad = spoken(note=5, place=2)
    with pytest.raises(AttributeError):
        database.put([good, bad], NOW)
    assert database.page(5) == []


def test_what_is_deleted_is_in_no_file_any_more(database, path):
    secret = spoken("the secret word is xylophone", place=1).with_text("marimba", Mark.LATE, ())
    database.put([secret], NOW)
    fill(database, 300)
    assert b"xylophone" in bytes_of(path.parent)
    assert database.delete([secret.id, "nobody"]) == [secret]
    assert database.tidy()
    assert b"xylophone" not in bytes_of(path.parent)
    assert b"marimba" not in bytes_of(path.parent)
    assert database.count() == 300


def test_the_file_shrinks(database, path):
    records = [spoken("words " * 100, place=n) for n in range(1, 500)]
    database.put(records, NOW)
    database.tidy()
    large = path.stat().st_size
    assert len(database.clear()) == 499
    assert database.tidy()
    assert path.stat().st_size < large / 10


def test_a_reader_in_the_way_is_told_and_tidying_is_done_later(database, path):
    fill(database, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entries").fetchone()
        database._connection.execute("PRAGMA busy_timeout = 1")
        database.clear()
        assert not database.tidy()
    assert database.tidy()


def test_what_is_too_old_goes_and_what_is_not_stays(database):
    old, new = spoken("old", place=1), spoken("new", place=2)
    database.put([old], NOW)
    for day in range(1, 16):
        database.expire(30 * DAY, NOW + day * DAY)
    database.put([new], NOW + 15 * DAY)
    for day in range(16, 31):
        assert database.expire(30 * DAY, NOW + day * DAY) == ([], True)
    assert database.expire(30 * DAY, NOW + 30 * DAY + 1) == ([old], True)
    assert database.page(5) == [new]


def test_a_clock_that_leaps_removes_nothing(database):
    fill(database, 3)
    assert database.expire(30 * DAY, NOW + 4000 * DAY) == ([], False)
    assert database.expire(30 * DAY, 0) == ([], False)
    assert database.expire(30 * DAY, NOW + DAY) == ([], True)
    assert database.count() == 3


def test_a_change_does_not_make_it_younger(database):
    (record,) = fill(database, 1)
    for day in range(1, 31):
        database.expire(30 * DAY, NOW + day * DAY)
    database.change(record.id, late_of)
    database.put([late_of(record)], NOW + 30 * DAY)
    gone, _ = database.expire(30 * DAY, NOW + 30 * DAY + 1)
    assert [each.id for each in gone] == [record.id]


# ------------------------------------------------------------------------------------------------ versions


def test_a_newer_file_is_left_as_it_is(path):
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(FileTrouble) as raised:
        Database(path)
    assert raised.value.trouble is Trouble.NEWER
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [-1, 2**31 - 1])
def test_a_version_that_nobody_wrote_is_damage(path, version):
    Database(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(FileTrouble) as raised:
        Database(path)
    assert raised.value.trouble is Trouble.DAMAGED


def test_every_older_version_is_brought_to_the_newest_or_left_as_it_was(tmp_path):
    more = (*schema.MIGRATIONS, ("ALTER TABLE entries ADD COLUMN mood TEXT",), ("UPDATE entries SET mood = 'fine'",))
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        schema.migrate(connection)
        connection.execute("INSERT INTO entries VALUES (1,'i',0,'t','x','m','o',0,'','','[]',NULL,NULL,NULL,NULL,'[]')")
        broken = (*more, ("CREATE TABLE fine (x)", "NONSENSE"))
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, broken)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        schema.migrate(connection, more)
        assert connection.execute("SELECT text, mood FROM entries").fetchall() == [("x", "fine")]
        assert connection.execute("PRAGMA user_version").fetchone() == (len(more),)
        schema.migrate(connection, more)


def test_released_schemas_do_not_change():
    """A script that users' files have gone through stays as it is: add another one, and its sum here."""
    sums = [hashlib.sha256(repr(script).encode()).hexdigest()[:12] for script in schema.MIGRATIONS]
    assert sums == ["2de575c2054e"]


# ------------------------------------------------------------------------------------------------ damage


@pytest.mark.parametrize("content", [b"hello", b"x" * 100_000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_database_is_called_damaged(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(FileTrouble) as raised:
        Database(path)
    assert raised.value.trouble is Trouble.DAMAGED
    assert path.read_bytes() == content
    assert salvage(path) == []


def test_another_programs_database_is_called_damaged(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (other)")
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
    with closing(Database(path)) as database, pytest.raises(FileTrouble) as raised:
        database.page(5)
    assert raised.value.trouble is Trouble.DAMAGED


def test_a_row_that_makes_no_sense_costs_only_itself(path):
    with closing(Database(path)) as database:
        records = fill(database, 3)
        database._connection.execute("UPDATE entries SET earlier = 'secret words' WHERE place = 2")
        with pytest.raises(FileTrouble) as raised:
            database.page(5)
        assert raised.value.trouble is Trouble.DAMAGED
        assert "secret" not in str(raised.value)
        assert salvage(path) == [records[0], records[2]], "also from the write-ahead log"


def test_a_text_with_broken_utf_8_is_read_as_far_as_it_goes(path):
    with closing(Database(path)) as database:
        fill(database, 1)
        database._connection.execute("UPDATE entries SET text = CAST(x'61ff62' AS TEXT)")
        assert database.page(1)[0].text == "a\ufffdb"


@pytest.mark.parametrize("seed", range(60))
def test_whatever_bytes_change_it_is_read_or_refused_and_never_believed_half(path, seed):
    with closing(Database(path)) as database:
        fill(database, 120)
    good = path.read_bytes()
    chance = random.Random(seed)
    spoilt = bytearray(good)
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(spoilt))
        length = chance.choice((1, 16, 600))
        spoilt[start : start + length] = chance.randbytes(len(spoilt[start : start + length]))
    if seed % 5 == 0:
        del spoilt[chance.randrange(len(spoilt)) :]
    path.write_bytes(spoilt)
    try:
        with closing(Database(path)) as database:
            database.page(200)
            database.put([spoken("afterwards", place=1000)], NOW)
            assert "afterwards" in [each.text for each in database.page(1)]
    except FileTrouble as trouble:
        assert trouble.trouble is Trouble.DAMAGED, trouble
        assert path.read_bytes() == spoilt, "it was not made worse"
        read = salvage(path)
        assert len({each.id for each in read}) == len(read)
