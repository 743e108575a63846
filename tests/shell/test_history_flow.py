"""The history of the running app: the real panel, file and journal, and simulated services."""

import sqlite3
import wave
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from app.bridge import Bridge
from app.history_flow import HistoryFlow
from app.keys import Keys
from app.late import LateText
from app.messages import Deliver, Outcome
from app.presentation import Circumstances, entry, late_entry
from app.recordings import Recordings
from app.settings import ProviderChoice, Settings
from app.ui.history_panel import HistoryPanel
from app.ui.history_view import HistoryView
from app.ui.status import Choice, Mark
from providers.catalogue import provider
from providers.errors import Failure, FailureKind
from rig.history import NOON, bytes_of
from rig.simulators.bad_day import BadDay, Trouble
from rig.simulators.server import KEY, Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS, encode

SPOKEN = WORDS[11:19]
PCM = encode(SPOKEN)
BROKEN = Failure(FailureKind.NETWORK, "Soniox: the connection was reset")
CHOICES = tuple(Choice(name, name) for name in ("local", "soniox", "deepgram"))


class App:
    """What the history knows of the running app."""

    def __init__(self, qtbot, folder, settings):
        self.qtbot = qtbot
        self.folder = folder
        self.settings = settings
        self.told = []
        self.number = 0
        self.start()

    def start(self):
        self.bridge = Bridge()
        self.panel = HistoryPanel()
        self.qtbot.addWidget(self.panel)
        self.panel.show_providers(CHOICES)
        self.recordings = Recordings(self.folder / "recordings", lambda: self.settings, self.told.append)
        environment = {provider(name).key_variable: KEY for name in ("soniox", "deepgram")}
        self.flow = HistoryFlow(
            self.panel,
            self.bridge.call,
            self.folder / "history.db",
            lambda: self.settings,
            Keys(environment=environment),
            self.recordings,
            self.told.append,
        )

    def stop(self):
        self.flow.close()
        self.recordings.close()

    def again(self):
        self.stop()
        self.start()

    def dictate(self, text="some words", outcome=Outcome.COMMITTED, failure=None, answered=True, pcm=PCM):
        """A dictation that was recorded, and ended like this."""
        self.number += 1
        self.recordings.begin(self.number)
        self.recordings.audio(self.number, pcm)
        self.recordings.released(self.number)
        delivered = Deliver(self.number, text, outcome, len(pcm) / 32_000, failure, answered=answered)
        self.entry = entry(delivered, None, datetime.now().astimezone(), Circumstances(self.settings.provider))
        self.flow.ended(self.entry, delivered)

    def lose(self):
        self.dictate("", Outcome.FAILED, BROKEN, answered=False)

    @property
    def items(self):
        return self.panel.findChild(HistoryView).items

    def wait(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)

    @property
    def files(self):
        folder = self.folder / "recordings"
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def app(qtbot, tmp_path):
    made = App(qtbot, tmp_path / "state", Settings(provider="soniox"))
    yield made
    made.stop()


def at(settings, simulator):
    return settings.with_choice(simulator.service.provider, ProviderChoice(simulator.endpoint))


def plain(text):
    return text.lower().replace(".", "").split()


def test_a_text_is_shown_kept_and_there_after_a_restart(app):
    app.dictate("one")
    app.dictate("two", Outcome.CANCELLED)
    app.wait(lambda: [each.text for each in app.items] == ["two", "one"])
    app.again()
    app.wait(lambda: [each.text for each in app.items] == ["two", "one"])
    assert [each.mark for each in app.items] == [Mark.CANCELLED, Mark.FAILED]
    assert app.told == []


def test_the_recording_goes_when_the_text_is_safe_and_stays_while_it_is_not(app):
    app.dictate("one")
    app.wait(lambda: app.items and not app.files)
    assert not app.items[0].recorded
    with closing(sqlite3.connect(app.folder / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        app.dictate("two")
        app.qtbot.wait(300)
        assert len(app.files) == 1, "the text is not on the disk yet"
        other.execute("COMMIT")
    app.wait(lambda: len(app.items) == 2 and not app.files)


def test_what_is_nothing_for_the_history_leaves_no_recording(app):
    app.dictate("")
    assert app.entry is None
    app.wait(lambda: not app.files)
    assert app.items == ()


def test_not_transcribed_is_kept_with_its_sound_and_transcribed_after_a_restart_by_another(app):
    app.lose()
    app.wait(lambda: app.items)
    assert (app.items[0].mark, app.items[0].recorded) == (Mark.NOT_TRANSCRIBED, True)
    with Simulator(SERVICES["deepgram"]) as simulator:
        app.settings = at(app.settings, simulator)
        app.again()
        app.wait(lambda: app.items and app.items[0].recorded)
        app.panel.retry_requested.emit(app.items[0].id, "deepgram")
        assert app.items[0].progress == 0.0
        app.wait(lambda: app.items[0].text)
    assert plain(app.items[0].text) == list(SPOKEN)
    assert (app.items[0].mark, app.items[0].progress, app.items[0].incomplete) == (Mark.AGAIN, None, False)
    assert app.items[0].recorded, "another one might do better"
    app.again()
    app.wait(lambda: app.items and not app.files)
    assert plain(app.items[0].text) == list(SPOKEN)


def test_a_retry_that_fails_says_so_in_the_entry_and_changes_nothing(app):
    app.lose()
    app.wait(lambda: app.items)
    day = BadDay(trouble=Trouble.RESET, at_sample=1600)
    with Simulator(SERVICES["deepgram"], day=day) as simulator:
        app.settings = at(app.settings, simulator)
        app.panel.retry_requested.emit(app.items[0].id, "deepgram")
        app.wait(lambda: app.items[0].problem)
    assert "Deepgram" in app.items[0].problem
    assert (app.items[0].mark, app.items[0].text, app.items[0].recorded) == (Mark.NOT_TRANSCRIBED, "", True)
    assert app.told == [], "it is said where it belongs"
    app.settings = Settings(language="de")
    app.dictate("", Outcome.FAILED, BROKEN, answered=False)
    app.wait(lambda: len(app.items) == 2)
    app.panel.retry_requested.emit(app.items[0].id, "local")
    app.wait(lambda: "does not know the language" in app.items[0].problem)


def test_a_retry_can_be_stopped(app):
    app.lose()
    app.wait(lambda: app.items)
    with Simulator(SERVICES["deepgram"], day=BadDay(trouble=Trouble.SILENCE, at_sample=1600)) as simulator:
        app.settings = at(app.settings, simulator)
        app.panel.retry_requested.emit(app.items[0].id, "deepgram")
        app.wait(lambda: app.items[0].progress)
        app.panel.cancel_requested.emit(app.items[0].id)
        app.wait(lambda: app.items[0].progress is None)
    assert "Cancelled" in app.items[0].problem


def test_deleting_takes_the_sound_along(app):
    app.lose()
    app.dictate("a secret")
    app.wait(lambda: len(app.items) == 2 and len(app.files) == 1)
    for each in app.items:
        app.panel.delete_requested.emit(each.id)
    app.wait(lambda: not app.items and not app.files)
    assert b"a secret" not in bytes_of(app.folder)


def test_clearing_deletes_everything_and_says_so(app):
    app.lose()
    app.dictate("a secret")
    app.wait(lambda: len(app.items) == 2)
    said = []
    app.flow.clear(said.append)
    app.wait(lambda: said and not app.items and not app.files)
    assert said == ["The history is empty."]
    assert b"a secret" not in bytes_of(app.folder)


def test_what_cannot_be_deleted_is_said(app, tmp_path):
    app.dictate("one")
    app.wait(lambda: app.items)
    with closing(sqlite3.connect(app.folder / "history.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        app.flow._history._ledger._vault._disk._connection.execute("PRAGMA busy_timeout = 1")
        said = []
        app.flow.clear(said.append)
        app.panel.delete_requested.emit(app.items[0].id)
        app.wait(lambda: said and len(app.told) >= 2)
    assert "another program holds it" in said[0]
    assert any("Nothing was deleted" in each for each in app.told)
    assert app.items


def test_saving_writes_a_file_that_plays(app, tmp_path):
    app.lose()
    app.wait(lambda: app.items)
    app.panel.save_requested.emit(app.items[0].id, str(tmp_path / "x.wav"))
    app.wait(lambda: (tmp_path / "x.wav").exists() and (tmp_path / "x.wav").stat().st_size == 44 + len(PCM))
    with wave.open(str(tmp_path / "x.wav")) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert sound.readframes(sound.getnframes()) == PCM
    app.panel.save_requested.emit(app.items[0].id, str(tmp_path / "no" / "x.wav"))
    app.wait(lambda: app.told)
    assert "was not saved" in app.told[0]


def test_late_text_takes_the_place_of_the_old_one_which_stays_beside_it(app):
    app.dictate("half of", Outcome.UNCONFIRMED, answered=False)
    app.wait(lambda: app.items)
    app.flow.came_late(late_entry(app.entry, LateText(1, "half of it", ("soniox",))))
    app.wait(lambda: app.items[0].text == "half of it")
    assert app.items[0].mark is Mark.LATE
    assert [each.text for each in app.items[0].earlier] == ["half of"]


def test_who_wants_nothing_kept_finds_nothing_on_the_disk(qtbot, tmp_path):
    app = App(qtbot, tmp_path / "state", Settings(provider="soniox", keep_texts_days=0))
    app.dictate("a secret")
    app.wait(lambda: app.items and not app.files)
    assert b"a secret" not in bytes_of(tmp_path)
    app.flow.keep(Settings(keep_texts_days=5))
    app.dictate("kept")
    app.wait(lambda: len(app.items) == 2)
    assert b"kept" in bytes_of(tmp_path)
    app.flow.keep(Settings(keep_texts_days=0))
    app.wait(lambda: b"kept" not in bytes_of(tmp_path))
    assert [each.text for each in app.items] == ["kept", "a secret"]
    app.stop()


def test_recordings_stay_for_who_keeps_them_and_go_when_that_changes(app):
    app.settings = Settings(provider="soniox", keep_audio_days=3)
    app.flow.keep(app.settings)
    app.dictate("one")
    app.wait(lambda: app.items and app.items[0].recorded)
    app.settings = Settings(provider="soniox")
    app.flow.keep(app.settings)
    app.wait(lambda: not app.files)


def test_search_and_earlier_texts(app):
    for number in range(25):
        app.dictate(f"number {number}")
    app.wait(lambda: len(app.items) == 20 and app.items[0].text == "number 24")
    app.panel.earlier_requested.emit()
    app.wait(lambda: len(app.items) == 25)
    app.panel.search_requested.emit("number 1")
    app.wait(lambda: len(app.items) == 11)
    app.dictate("number 100")
    app.wait(lambda: len(app.items) == 12)
    app.dictate("another")
    app.panel.search_requested.emit("")
    app.wait(lambda: len(app.items) == 20 and app.items[0].text == "another")


def test_what_somebody_else_changed_is_shown_when_told(app):
    app.dictate("one")
    app.wait(lambda: app.items)
    with closing(sqlite3.connect(app.folder / "history.db")) as other:
        other.execute("UPDATE entries SET text = 'two'")
        other.commit()
    app.flow.reload()
    app.wait(lambda: app.items[0].text == "two")


def test_what_another_run_left_is_taken_unless_it_is_there_already(app):
    app.dictate("one")
    app.lose()
    app.wait(lambda: len(app.items) == 2)
    lost, safe = app.items
    known = app.flow._browser.find(lost.id)
    new = replace(known, id="new", recording="20200101-1", time=NOON)
    text = replace(app.flow._browser.find(safe.id), id="again", text="", answered=False)
    offered = []
    app.flow.adopt([replace(known, id="other"), new, text], offered.extend)
    app.wait(lambda: len(app.items) == 3 and offered)
    assert [each.id for each in offered] == ["new"]
    assert [each.id for each in app.items] == [lost.id, safe.id, "new"], "where it belongs by its time"
    app.flow.transcribe(offered)
    app.wait(lambda: app.items[2].problem)
    assert "not there any more" in app.items[2].problem


def test_the_newest_text_is_found_behind_those_without_one_and_can_be_marked_anew(qtbot, tmp_path):
    app = App(qtbot, tmp_path, Settings())
    found, changed = [], []
    app.flow.newest(found.append)
    qtbot.waitUntil(lambda: found == [None])
    app.dictate("the text", Outcome.CANCELLED)
    cancelled = app.number
    for _ in range(21):
        app.dictate("", Outcome.FAILED, BROKEN, answered=False)
    app.flow.newest(found.append)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert (found[1].text, found[1].mark) == ("the text", Mark.CANCELLED)
    assert found[1].id == app.flow.identity(cancelled)
    app.flow.change(found[1].id, lambda record: replace(record, mark=Mark.COPIED), changed.append)
    app.flow.change(app.flow.identity(4711), lambda record: record, changed.append)
    qtbot.waitUntil(lambda: len(changed) == 2)
    assert (changed[0].mark, changed[1]) == (Mark.COPIED, None)
    app.stop()
