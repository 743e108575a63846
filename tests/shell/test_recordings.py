import os
import time
from dataclasses import replace

import pytest

from app.journal.shelf import SUFFIX
from app.recordings import DAY_S, Recordings
from app.settings import Settings
from audio.files import RecordingError


class Wishes:
    """The settings that hold now."""

    def __init__(self):
        self.settings = Settings(provider="soniox", language="en")

    def change(self, **what):
        self.settings = replace(self.settings, **what)


@pytest.fixture
def wishes():
    return Wishes()


@pytest.fixture
def recordings(tmp_path, wishes):
    recordings = Recordings(tmp_path / "recordings", lambda: wishes.settings, pytest.fail)
    yield recordings
    recordings.close()


def dictate(recordings, dictation=1):
    recordings.begin(dictation)
    recordings.audio(dictation, b"\x01\x02" * 320)
    recordings.released(dictation)
    return recordings.name_of(dictation)


def test_a_recording_goes_when_its_text_is_safe(recordings):
    name = dictate(recordings)
    assert recordings.pcm(name) == b"\x01\x02" * 320
    assert recordings.has(name)
    assert recordings.name_of(1) == ""  # told once
    recordings.settle(name, needed=False)
    with pytest.raises(RecordingError, match="not there any more"):
        recordings.pcm(name)
    assert not recordings.has(name)


def test_whether_there_is_one_can_be_asked_until_its_name_is(recordings, wishes):
    assert not recordings.keeps(1)
    recordings.begin(1)
    assert recordings.keeps(1)
    recordings.drop(recordings.name_of(1))
    assert not recordings.keeps(1)
    wishes.change(record=False)
    recordings.begin(2)
    assert not recordings.keeps(2)


def test_one_that_somebody_needs_stays_until_it_is_dropped(recordings):
    name = dictate(recordings)
    recordings.settle(name, needed=True)
    assert recordings.pcm(name)
    recordings.drop(name)
    with pytest.raises(RecordingError):
        recordings.pcm(name)


def test_recordings_are_kept_for_as_long_as_the_user_wants(recordings, wishes):
    wishes.change(keep_audio_days=2)
    name = dictate(recordings)
    recordings.settle(name, needed=False)
    assert recordings.pcm(name)
    file = recordings.folder / f"{name}{SUFFIX}"
    long_ago = time.time() - 3 * DAY_S
    os.utime(file, (long_ago, long_ago))
    recordings.settle(name, needed=False)
    with pytest.raises(RecordingError):
        recordings.pcm(name)


def test_nothing_is_recorded_for_who_wants_that(recordings, wishes):
    wishes.change(record=False)
    assert dictate(recordings) == ""
    assert not recordings.folder.exists()
