"""The settings that hold: what is refused is named and changes nothing, and only what changed is made anew."""

from dataclasses import replace

import pytest

from app.configuration import OPEN_SETTINGS, Configuration, load_usable
from app.keys import Keys
from app.presentation import ENTER_KEY, enter_key
from app.settings import Delivery, ProviderChoice, Settings, Theme
from app.settings_file import load
from providers.catalogue import provider
from providers.failover import FailoverRecogniser
from providers.local.recogniser import LocalRecogniser

SONIOX = Settings(provider="soniox")


class Recorder:
    """Stands where pipeline, controller and faces are, and notes what it is told."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *what: self.told.append((name, *what))

    def names(self):
        return [each[0] for each in self.told]


class NoHotkeys(Recorder):
    talk_key = ""

    def depend_on(self, old, wanted):
        return old.hotkey != wanted.hotkey

    def refusals(self, wanted):
        return {"hotkey": "There is no such key."} if wanted.hotkey == "Nonsense" else {}


@pytest.fixture
def parts(tmp_path, monkeypatch):
    monkeypatch.setattr("app.configuration.aside", lambda work: work())
    pipeline, controller, faces = Recorder(), Recorder(), Recorder()
    keys = Keys({"SONIOX_API_KEY": "abc"})
    keys.find("soniox")
    made = Configuration(
        tmp_path / "settings.toml",
        Settings(),
        pipeline,
        controller,
        NoHotkeys(),
        faces,
        keys,
        lambda work: work(),
        lambda settings: (settings.microphone, settings.other_microphones),
    )
    return made, pipeline, controller, faces


def recogniser(pipeline):
    (made,) = (each[1] for each in pipeline.told if each[0] == "use_recogniser")
    pipeline.told.clear()
    return made


def test_another_provider_holds_from_the_next_dictation_with_its_own_deadline(parts, tmp_path):
    made, pipeline, controller, _ = parts
    assert made.apply(SONIOX) == {}
    assert not isinstance(recogniser(pipeline), LocalRecogniser)
    assert ("use_deadline", provider("soniox").capabilities.finalize_deadline_s) in controller.told
    assert load(tmp_path / "settings.toml").settings == SONIOX


@pytest.mark.parametrize(
    "change",
    [
        {"language": "de"},
        {"vocabulary": ("Holdfast",)},
        {"keep_connection_s": 5},
        {"failover": ()},
        {"providers": {"soniox": ProviderChoice(None, {"region": "eu"})}},
        {"providers": {"soniox": ProviderChoice("ws://localhost:1")}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_decides_about_the_recogniser_makes_a_new_one(parts, change):
    made, pipeline, _, _ = parts
    made.apply(SONIOX)
    recogniser(pipeline)
    assert made.apply(replace(SONIOX, **change)) == {}
    assert isinstance(recogniser(pipeline), FailoverRecogniser)


def test_what_does_not_leaves_it_alone(parts):
    made, pipeline, _, _ = parts
    other = ProviderChoice(None, {"region": "eu"})
    made.apply(replace(Settings(), theme=Theme.DARK, providers={"soniox": other}))
    assert pipeline.told == []


def test_what_is_refused_is_named_and_nothing_changes(parts, tmp_path):
    made, pipeline, _, _ = parts
    wrong = SONIOX.with_choice("soniox", ProviderChoice("http://x", {"max_endpoint_delay_ms": 1}))
    assert set(made.apply(wrong)) == {"options.max_endpoint_delay_ms"}
    assert "500 up to 3000" in made.apply(wrong)["options.max_endpoint_delay_ms"]
    assert made.settings == Settings() and pipeline.told == []
    assert not (tmp_path / "settings.toml").exists()


def test_a_refused_choice_in_the_window_is_said_and_taken_back(parts):
    made, _, _, faces = parts
    made.apply(replace(SONIOX, language="ja"))
    faces.told.clear()
    made.choose_provider("deepgram")
    assert made.settings.provider == "deepgram"
    made.choose_provider("local")
    assert made.settings.provider == "deepgram"
    ((sentence, _),) = (each[1:] for each in faces.told if each[0] == "tell_trouble" and each[2] == OPEN_SETTINGS)
    assert "does not know the language “ja”" in sentence
    assert faces.told[-2][0] == "show_settings" and faces.told[-2][1].provider == "deepgram"


def test_a_missing_key_is_said_as_soon_as_its_provider_is_chosen(parts):
    made, _, _, faces = parts
    made.choose_provider("soniox")
    assert "tell_trouble" not in faces.names()
    made.choose_provider("cartesia")
    ((sentence, action),) = (each[1:] for each in faces.told if each[0] == "tell_trouble")
    assert action == enter_key("cartesia")
    assert sentence.startswith("Cartesia Ink cannot be used yet.") and "CARTESIA_API_KEY" in sentence


def test_another_key_closes_what_was_opened_with_the_old_one_and_asks_anew(parts):
    made, pipeline, _, faces = parts
    made.apply(SONIOX)
    recogniser(pipeline)
    made.keys_changed()
    assert isinstance(recogniser(pipeline), FailoverRecogniser)
    assert faces.told[-1] == ("settle", ENTER_KEY)
    made._keys._environment.clear()
    made.keys_changed()
    name, sentence, action = faces.told[-1]
    assert (name, action) == ("tell_trouble", enter_key("soniox")) and "No API key was found" in sentence


def test_nothing_is_made_anew_for_a_key_that_nobody_needs(parts):
    made, pipeline, _, _ = parts
    made.keys_changed()
    assert pipeline.told == []
    made.apply(replace(Settings(), failover=("soniox",)))
    recogniser(pipeline)
    made.keys_changed()
    assert isinstance(recogniser(pipeline), FailoverRecogniser)


# ------------------------------------------------------------------------------------------- the file at the start


@pytest.mark.parametrize(
    ("content", "settings", "said"),
    [
        ("", Settings(), None),
        ('provider = "soniox"', SONIOX, None),
        ('provider = "whisper"', Settings(), "'whisper'"),
        ('provider = "soniox"\nlanguage = "tlh"', SONIOX, "“tlh”"),
        ('provider = "soniox"\n[providers.soniox.options]\nregion = "mars"', SONIOX, "one of us, eu"),
    ],
)
def test_a_file_that_asks_for_what_there_is_not_is_mended_and_said(tmp_path, content, settings, said):
    file = tmp_path / "settings.toml"
    file.write_text(content)
    usable, problem = load_usable(file)
    assert usable == settings
    assert (problem is None) if said is None else (said in problem and "Until that is put right" in problem)
    assert file.read_text() == content, "a choice of the user's is not thrown away unasked"


@pytest.mark.parametrize("endpoint", ['"http://mine"', "8080", '""', '["wss://mine"]'])
def test_a_refused_endpoint_sends_nothing_elsewhere(tmp_path, endpoint):
    file = tmp_path / "settings.toml"
    file.write_text(f'provider = "soniox"\n[providers.soniox]\nendpoint = {endpoint}')
    for start in range(2):
        usable, problem = load_usable(file)
        assert usable.provider == "local", f"start {start}"
        assert endpoint.strip('"') in problem.replace("'", '"') and "'local' is used" in problem


def test_a_provider_whose_endpoint_is_none_is_not_chosen_in_the_window_either(parts):
    made, _, _, faces = parts
    made.apply(Settings().with_choice("soniox", ProviderChoice("8080")))
    made.choose_provider("soniox")
    assert made.settings.provider == "local"
    ((sentence, _),) = (each[1:] for each in faces.told if each[0] == "tell_trouble")
    assert sentence == "endpoint is '8080'; it must be like wss://host:port/path."


@pytest.mark.parametrize(("how", "wanted"), [(Delivery.AS_YOU_SPEAK, True), (Delivery.INSERT, False)])
def test_words_go_in_while_they_are_spoken_only_if_that_is_wanted(parts, how, wanted):
    made, _, controller, _ = parts
    assert made.apply(Settings(delivery=how)) == {}
    assert ("use_parts", wanted) in controller.told


def test_a_key_that_is_refused_changes_nothing(parts, tmp_path):
    made, *_ = parts
    assert made.apply(Settings(hotkey="Nonsense")) == {"hotkey": "There is no such key."}
    assert made.settings == Settings()
    assert not (tmp_path / "settings.toml").exists()
    assert made.apply(Settings(hotkey="F9")) == {}
    assert load(tmp_path / "settings.toml").settings == Settings(hotkey="F9")
