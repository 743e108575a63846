"""`holdfast history` as processes, without a running app: real files, real recordings, simulated services."""

import json
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import exit_codes
from app.folders import Folders, folders
from app.history.database import Database
from app.history.record import Record
from app.recordings import Recordings
from app.settings import Settings
from app.ui.status import Mark
from rig.examine import bare
from rig.history import NOON, bytes_of, spoken
from rig.key_stores import holdfast
from rig.simulators.bad_day import BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

SPOKEN = WORDS[40:48]
NOW = round(NOON.timestamp() * 1000)
KEYS = {"DEEPGRAM_API_KEY": KEY, "SONIOX_API_KEY": KEY}


class Home:
    """A user's folders, and the command in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: Folders = folders({"HOLDFAST_HOME": str(folder)})

    def keep(self, *records: Record) -> None:
        with closing(Database(self.places.history_file)) as database:
            placed = [replace(each, place=number) for number, each in enumerate(records, 1)]
            database.put(placed, NOW)

    def kept(self) -> list[Record]:
        with closing(Database(self.places.history_file)) as database:
            return database.page(100)

    def record(self, pcm: bytes) -> str:
        """Write a recording; its id."""
        recordings = Recordings(self.places.recordings, lambda: Settings(provider="soniox"), pytest.fail)
        recordings.begin(1)
        recordings.audio(1, pcm)
        recordings.released(1)
        name = recordings.name_of(1)
        recordings.settle(name, needed=True)
        recordings.close()
        return name

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return holdfast(bare(self.folder) | KEYS | more, "history", *words)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def lost(recording: str) -> Record:
    return spoken("", mark=Mark.NOT_TRANSCRIBED, answered=False, providers=(), recording=recording, note="Unreachable.")


def plain(text: str) -> list[str]:
    return text.lower().replace(".", "").split()


def test_an_empty_history_says_so(home):
    done = home.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "The history is empty.\n")
    assert json.loads(home.run("--json").stdout) == []
    home.places.config.mkdir()
    home.places.settings_file.write_text("keep_texts_days = 0")
    assert "no text is kept on the disk" in home.run().stderr
    assert not home.places.state.exists(), "looking makes no file"


def test_the_list_has_the_newest_first_a_line_each(home):
    old, new = spoken("old\nwords \x1b[31m"), spoken("new", NOON + timedelta(minutes=1), mark=Mark.COPIED)
    home.keep(old, new)
    done = home.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{new.id[:8]}  2026-11-20 12:01:00  Copied            new",
        f"{old.id[:8]}  2026-11-20 12:00:00  Inserted          old words  [31m",
    ]
    assert home.run("--limit", "1").stdout.count("\n") == 1
    assert home.run("--search", "OLD").stdout.startswith(old.id[:8])
    assert "No text has “xyz”" in home.run("--search", "xyz").stderr


def test_json_has_everything_and_nothing_that_is_not_there(home):
    entry = replace(lost("gone"), language="de", failure="network").with_text("words", Mark.AGAIN, ("soniox",))
    home.keep(entry.with_text("other", Mark.LATE, ("local",)))
    (found,) = json.loads(home.run("--json").stdout)
    assert found == {
        "id": entry.id,
        "time": "2026-11-20T12:00:00.000+00:00",
        "text": "other",
        "mark": "late",
        "outcome": "committed",
        "spoken": 2.5,
        "note": "Unreachable.",
        "chosen": "local",
        "providers": ["local"],
        "language": "de",
        "answered": False,
        "failure": "network",
        "recording": None,
        "earlier": [{"text": "words", "mark": "again", "providers": ["soniox"]}],
    }
    assert json.loads(home.run("show", entry.id, "--json").stdout) == found


def test_show_has_the_text_on_stdout_and_the_rest_on_stderr(home):
    entry = replace(spoken("half of\nit", mark=Mark.UNCONFIRMED, note="Check the last words."), answered=False)
    home.keep(spoken("other"), entry.with_text("all of it", Mark.AGAIN, ()))
    done = home.run("show", entry.id[:12])
    assert (done.returncode, done.stdout) == (0, "all of it\n")
    assert done.stderr.splitlines() == [
        "2026-11-20 12:00:00, Transcribed later.",
        "Check the last words.",
        "Not all of the recording was answered.",
        "Earlier text (Not confirmed): half of",
        "it",
    ]


@pytest.mark.parametrize("verb", ["show", "retry", "delete"])
def test_an_entry_that_is_not_there_or_not_the_only_one_is_named(home, verb):
    assert home.run(verb, "abc").returncode == exit_codes.USAGE
    home.keep(replace(spoken("one"), id="a1" * 16), replace(spoken("two"), id="a2" * 16))
    for identity, sentence in (("b", "no entry 'b'"), ("a", "2 entries begin with 'a'"), ("", "no entry ''")):
        done = home.run(verb, identity)
        assert (done.returncode, done.stdout) == (exit_codes.USAGE, "")
        assert sentence in done.stderr
    assert len(home.kept()) == 2


def test_delete_leaves_nothing_of_it(home):
    home.keep(spoken("secret words", recording=home.record(bytes(32_000))), spoken("other"))
    secret = home.kept()[1]
    done = home.run("delete", secret.id)
    assert (done.returncode, done.stdout) == (0, "")
    assert [each.text for each in home.kept()] == ["other"]
    assert b"secret" not in bytes_of(home.places.state)
    assert list(home.places.recordings.iterdir()) == []


def test_retry_transcribes_with_any_provider_and_keeps_the_words(home):
    entry = lost(home.record(encode(SPOKEN)))
    home.keep(entry)
    assert "Not transcribed  (recording)" in home.run().stdout
    with Simulator(SERVICES["deepgram"]) as simulator:
        done = home.run("retry", entry.id, "--provider", "deepgram", "--endpoint", simulator.endpoint)
    assert (done.returncode, done.stderr) == (0, "")
    assert plain(done.stdout) == list(SPOKEN)
    (kept,) = home.kept()
    assert (plain(kept.text), kept.mark, kept.answered) == (list(SPOKEN), Mark.AGAIN, True)
    assert kept.providers == ("deepgram",)


def test_retry_takes_the_provider_of_the_settings_and_says_what_fails(home):
    entry = replace(lost(home.record(encode(SPOKEN))), text="old words", answered=True, mark=Mark.INSERTED)
    home.keep(entry)
    with Simulator(SERVICES["soniox"], day=BadDay(trouble=Trouble.RESET, at_sample=16_000)) as simulator:
        home.places.config.mkdir()
        home.places.settings_file.write_text(
            f'provider = "soniox"\n[providers.soniox]\nendpoint = "{simulator.endpoint}"\n'
        )
        done = home.run("retry", entry.id, "--json")
    assert done.returncode == exit_codes.PROVIDER
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["event"], last["kind"]) == ("failed", "network")
    assert "Nothing was changed." in done.stderr
    assert home.kept()[0].text == "old words"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--provider", "nobody"], "nobody"),
        (["--provider", "local", "--language", "tlh"], "tlh"),
        (["--provider", "soniox"], "API key"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(home, words, sentence):
    entry = lost(home.record(encode(SPOKEN)))
    home.keep(entry)
    done = home.run("retry", entry.id, *words, SONIOX_API_KEY="")
    assert done.returncode in (exit_codes.USAGE, exit_codes.CREDENTIALS)
    assert sentence in done.stderr
    assert home.kept()[0] == replace(entry, place=1)


def test_without_a_recording_there_is_nothing_to_retry(home):
    for recording in (None, "20200101-000000-000000-1-1"):
        entry = replace(lost(""), recording=recording)
        home.keep(entry)
        done = home.run("retry", entry.id)
        assert done.returncode == exit_codes.USAGE
        assert "no recording" in done.stderr


def test_a_damaged_history_is_left_for_the_app_to_repair(home):
    home.keep(spoken("words"))
    home.places.history_file.write_bytes(b"no database " * 1000)
    before = bytes_of(home.places.state)
    for words in ([], ["show", "x"], ["delete", "x"]):
        done = home.run(*words)
        assert done.returncode == exit_codes.USAGE
        assert str(home.places.history_file) in done.stderr
        assert "Start Holdfast" in done.stderr
    assert bytes_of(home.places.state) == before


def test_a_history_that_is_in_use_can_be_read(home):
    home.keep(spoken("words"))
    with closing(sqlite3.connect(home.places.history_file, isolation_level=None)) as app:
        app.execute("BEGIN IMMEDIATE")
        assert "words" in home.run().stdout
