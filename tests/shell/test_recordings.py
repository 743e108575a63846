"""app/recordings.py on a real disk: what is recorded, what is kept, and for how long."""

import os
import time
from dataclasses import replace

import pytest

from app.expiry import read
from app.history.retention import DAY
from app.journal.folder import NEW, SUFFIX
from app.journal.format import Stage
from app.journal.shelf import stored, unfinished
from app.recordings import AGES, Recordings
from app.settings import Settings
from audio.files import RecordingError
from rig.desktop import wait_until

DAY_S = DAY / 1000


class Wishes:
    """The settings that hold now, and the clock."""

    def __init__(self):
        self.settings = Settings(provider="soniox", language="en")
        self.now = time.time()

    def change(self, **what):
        self.settings = replace(self.settings, **what)


@pytest.fixture
def wishes():
    return Wishes()


@pytest.fixture
def recordings(tmp_path, wishes):
    folder = tmp_path / "recordings"
    recordings = Recordings(folder, lambda: wishes.settings, pytest.fail, lambda: wishes.now)
    yield recordings
    recordings.close()


def dictate(recordings, dictation=1):
    recordings.begin(dictation)
    recordings.audio(dictation, b"\x01\x02" * 320)
    recordings.released(dictation)
    return recordings.name_of(dictation)


def spare(recordings, dictation=1):
    """A recording whose text is safe."""
    name = dictate(recordings, dictation)
    recordings.settle(name, needed=False)
    wait_until(lambda: name in [each.id for each in stored(recordings.folder)], what="the recording")
    return name


def test_a_recording_says_what_it_is(recordings):
    name = dictate(recordings)
    recordings.settle(name, needed=True)
    wait_until(lambda: stored(recordings.folder), what="the recording")
    about = stored(recordings.folder)[0].recording.about
    assert (about.provider, about.language, about.dictation) == ("soniox", "en", 1)
    assert about.app


def gone(recordings, name):
    """Whether there is no such recording, once everything that was ordered is done."""
    with pytest.raises(RecordingError, match="not there any more"):
        recordings.pcm(name)
    return not recordings.has(name)


def test_a_recording_goes_when_its_text_is_safe(recordings):
    name = dictate(recordings)
    assert recordings.pcm(name) == b"\x01\x02" * 320
    assert recordings.has(name)
    assert recordings.name_of(1) == ""  # told once
    recordings.settle(name, needed=False)
    assert gone(recordings, name)
    with pytest.raises(RecordingError, match="not there any more"):
        recordings.pcm(name)


def test_whether_there_is_one_can_be_asked_until_its_name_is(recordings, wishes):
    assert not recordings.keeps(1)
    recordings.begin(1)
    assert not recordings.keeps(1)
    recordings.audio(1, b"\x01\x02")
    assert recordings.keeps(1)
    recordings.drop(recordings.name_of(1))
    assert not recordings.keeps(1)
    wishes.change(record=False)
    recordings.begin(2)
    recordings.audio(2, b"\x01\x02")
    assert not recordings.keeps(2)


def test_one_that_somebody_needs_stays_until_it_is_dropped(recordings):
    name = dictate(recordings)
    recordings.settle(name, needed=True)
    assert recordings.pcm(name)
    recordings.expire()
    assert recordings.pcm(name)
    recordings.drop(name)
    with pytest.raises(RecordingError):
        recordings.pcm(name)


def test_where_no_history_is_kept_the_next_run_is_told(recordings, wishes):
    wishes.change(keep_texts_days=0)
    name = dictate(recordings)
    recordings.settle(name, needed=True)
    recordings.pcm(name)
    recordings.close()
    assert [each.id for each in unfinished(recordings.folder)] == [name]


def test_that_a_text_was_on_its_way_is_known_after_a_crash(recordings):
    recordings.begin(1)
    recordings.audio(1, b"\x01\x02")
    recordings.released(1)
    recordings.handed_over(1)
    recordings.handed_over(2)
    recordings.close()
    (left,) = unfinished(recordings.folder)
    assert left.recording.stages == {Stage.RELEASED, Stage.DELIVERED}


def test_nothing_is_recorded_for_who_wants_that(recordings, wishes):
    wishes.change(record=False)
    assert dictate(recordings) == ""
    recordings.expire()
    assert not recordings.folder.exists()


def test_recordings_that_nobody_needs_are_kept_for_as_long_as_the_user_wants(recordings, wishes):
    wishes.change(keep_audio_days=2)
    name = spare(recordings)
    recordings.expire()
    assert recordings.pcm(name)
    for _ in range(2):
        recordings.settle(name, needed=False)  # the history says so now and then
        assert recordings.pcm(name)
        wishes.now += DAY_S
        recordings.expire()
    assert gone(recordings, name)
    recordings.expire()
    assert list(recordings.folder.iterdir()) == []


def test_who_keeps_recordings_no_longer_has_none(recordings, wishes):
    wishes.change(keep_audio_days=30)
    name = spare(recordings)
    wishes.change(keep_audio_days=0)
    recordings.expire()
    assert gone(recordings, name)


def test_a_clock_that_leaps_deletes_nothing(recordings, wishes):
    wishes.change(keep_audio_days=2)
    name = spare(recordings)
    recordings.expire()
    wishes.now += 1000 * DAY_S
    recordings.expire()
    assert recordings.has(name)
    wishes.now -= 1000 * DAY_S
    recordings.expire()
    assert recordings.has(name)


def test_what_is_known_of_their_age_is_private_and_may_be_lost(recordings, wishes):
    wishes.change(keep_audio_days=1)
    name = spare(recordings)
    recordings.expire()
    file = recordings.folder / AGES
    assert list(read(file.read_bytes()).since) == [name]
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"nonsense")
    wishes.now += DAY_S
    recordings.expire()
    assert recordings.has(name)


def test_the_running_app_looks_by_itself_and_sweeps(recordings, wishes):
    wishes.change(keep_audio_days=30)
    name = spare(recordings)
    wishes.change(keep_audio_days=0)
    leftover = recordings.folder / f"killed{SUFFIX}{NEW}"
    leftover.write_bytes(b"")
    os.utime(leftover, (1, 1))
    recordings.start()
    wait_until(lambda: not recordings.has(name), what="the recording to go")
    assert not leftover.exists()


def test_a_folder_that_cannot_be_looked_through_is_no_reason_to_stop(recordings, wishes, caplog):
    wishes.change(keep_audio_days=30)
    name = spare(recordings)
    (recordings.folder / f".{AGES}").mkdir()
    recordings.start()
    wait_until(lambda: "could not be looked through" in caplog.text, what="the log")
    caplog.clear()
    assert recordings.has(name)
