"""The settings and their file: nothing in it is lost, and nothing it may hold stops the program."""

import os
import re
import stat
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from app.insertion.rules import FocusChanged, Manner, Policy
from app.settings import Delivery, Mode, ProviderChoice, Settings, Theme
from app.settings_file import Loaded, SettingsError, load, save

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
values = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.just("") | names
choices = st.builds(
    ProviderChoice, endpoint=st.none() | st.just("") | names, options=st.dictionaries(names, values, max_size=3)
)
all_settings = st.builds(
    Settings,
    provider=names,
    microphone=st.none() | names,
    hotkey=st.none() | names,
    hands_free_key=st.just("") | names,
    cancel_key=st.just("") | names,
    cancel_twice=st.booleans(),
    insert_again_key=st.just("") | names,
    mode=st.sampled_from(Mode),
    delivery=st.sampled_from(Delivery),
    focus_changed=st.sampled_from(FocusChanged),
    programs=st.dictionaries(names, st.sampled_from(Manner), max_size=3),
    theme=st.sampled_from(Theme),
    longest_hold_s=st.integers(60, 86_400),
    language=st.none() | names,
    vocabulary=st.lists(names, max_size=3).map(tuple),
    keep_connection_s=st.integers(0, 3600),
    providers=st.dictionaries(names, choices.filter(lambda each: each != ProviderChoice()), max_size=3),
)
toml_values = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def write(file: Path, content: str | bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def set_aside(file: Path) -> list[Path]:
    return sorted(file.parent.glob("settings.broken-*.toml"))


@contextmanager
def unprivileged() -> Iterator[Path]:
    """A folder of another user's, and no right to write in it, also where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "settings.toml", 'theme = "dark"')
        folder.chmod(0o555)
        me = os.geteuid()
        if me == 0:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(me)
            folder.chmod(0o700)


# ------------------------------------------------------------------------------------------------ to and fro


@given(all_settings)
def test_what_is_saved_is_loaded(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "new" / "settings.toml"
        save(file, settings)
        assert load(file) == Loaded(settings)


def test_without_a_file_there_are_defaults_and_no_complaint(file: Path) -> None:
    assert load(file) == Loaded(Settings())
    assert not file.parent.exists(), "reading makes nothing"


def test_only_the_user_may_read_it(file: Path) -> None:
    save(file, Settings())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_saving_leaves_one_file(file: Path) -> None:
    for theme in Theme:
        save(file, Settings(theme=theme))
    assert list(file.parent.iterdir()) == [file]


def test_no_microphone_is_no_line(file: Path) -> None:
    save(file, Settings(microphone="USB"))
    save(file, Settings(microphone=None))
    assert "microphone" not in tomllib.loads(file.read_text())


@given(all_settings, st.dictionaries(names.filter(lambda key: key not in Settings.__slots__), toml_values, max_size=4))
def test_what_a_newer_version_wrote_stays(settings: Settings, newer: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "settings.toml", tomli_w.dumps(newer))
        assert load(file) == Loaded(Settings())
        save(file, settings)
        kept = tomllib.loads(file.read_bytes().decode())
        assert {key: kept[key] for key in newer} == newer
        assert load(file) == Loaded(settings)


def test_what_a_newer_version_knows_about_a_provider_stays(file: Path) -> None:
    write(
        file,
        '[providers.soniox]\nmood = "calm"\nendpoint = "wss://a"\noptions.region = "eu"\n[providers.later]\nx = [1]',
    )
    settings = load(file).settings
    assert settings.choice("soniox") == ProviderChoice("wss://a", {"region": "eu"})
    save(file, settings.with_choice("soniox", ProviderChoice()))
    assert tomllib.loads(file.read_text())["providers"] == {"soniox": {"mood": "calm"}, "later": {"x": [1]}}


def test_a_mistake_in_a_providers_table_costs_only_itself(file: Path) -> None:
    write(file, '[providers.soniox]\nendpoint = "wss://a"\n[providers.soniox.options]\nregion = []\nmodel = "big"')
    loaded = load(file)
    assert loaded.settings.choice("soniox") == ProviderChoice("wss://a", {"model": "big"})
    assert "region is []" in (loaded.problem or "")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("8080", "8080"),
        ("true", "True"),
        ('""', ""),
        ('["wss://a"]', "['wss://a']"),
        ('{host = "wss://a"}', "{'host': 'wss://a'}"),
        ("1979-05-27", "datetime.date(1979, 5, 27)"),
    ],
)
def test_an_endpoint_that_is_no_text_is_left_for_the_provider_to_refuse(file: Path, line: str, kept: str) -> None:
    """By its default, speech would go to a server that nobody named; and the file is left as it is."""
    content = f'[providers.soniox]\nendpoint = {line}\noptions.region = "eu"'
    loaded = load(write(file, content))
    assert loaded == Loaded(Settings(providers={"soniox": ProviderChoice(kept, {"region": "eu"})}))
    assert file.read_text() == content
    save(file, loaded.settings)
    assert load(file) == loaded


@pytest.mark.parametrize("content", ['[providers]\nsoniox = "wss://a"', 'provider = "soniox"\nproviders = "wss://a"'])
def test_what_stands_for_a_providers_table_may_have_named_its_server(file: Path, content: str) -> None:
    loaded = load(write(file, content))
    assert loaded.settings.choice("soniox").endpoint == "'wss://a'", "which is nobody's address"
    assert "is 'wss://a', but must be a table" in (loaded.problem or "")
    assert load(file) == Loaded(loaded.settings), "the corrected file says so, too"


def test_the_choice_for_a_provider() -> None:
    chosen = ProviderChoice("wss://a")
    settings = Settings().with_choice("soniox", chosen)
    assert settings.choice("soniox") == chosen
    assert settings.choice("cartesia") == ProviderChoice()
    assert settings.with_choice("soniox", ProviderChoice()) == Settings()


def test_a_link_stays_a_link(tmp_path: Path, file: Path) -> None:
    real = write(tmp_path / "dotfiles" / "holdfast.toml", 'theme = "dark"')
    file.parent.mkdir()
    file.symlink_to(real)
    save(file, Settings(theme=Theme.LIGHT))
    assert file.is_symlink()
    assert 'theme = "light"' in real.read_text()


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    assert load(write(file, b'\xef\xbb\xbftheme = "dark"\r\n')) == Loaded(Settings(theme=Theme.DARK))


# ------------------------------------------------------------------------------------------------ mistakes in the file


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('theme = "drak"', 'theme is \'drak\', but must be "system", "light" or "dark"'),
        ('mode = "press"', 'mode is \'press\', but must be "hold" or "tap to lock"'),
        ("delivery = true", 'delivery is True, but must be "insert", "as you speak" or "copy"'),
        ('hotkey = ""', "hotkey is '', but must be a name in quotes"),
        ("microphone = 3", "microphone is 3, but must be a name in quotes"),
        ('provider = ["local"]', "provider is ['local'], but must be a name in quotes"),
        ("longest_hold_s = 59", "longest_hold_s is 59, but must be a whole number of seconds from 60 to 86400"),
        ("longest_hold_s = 86401", "longest_hold_s is 86401, but must be a whole number"),
        ('longest_hold_s = "600"', "longest_hold_s is '600', but must be a whole number"),
        ("longest_hold_s = true", "longest_hold_s is True, but must be a whole number"),
        ("longest_hold_s = nan", "longest_hold_s is nan, but must be a whole number"),
        ("[longest_hold_s]\na = 1", "longest_hold_s is {'a': 1}, but must be a whole number"),
        ('vocabulary = "Holdfast"', "vocabulary is 'Holdfast', but must be a list of words and names, each in quotes"),
        ('vocabulary = ["Holdfast", 3]', "vocabulary is ['Holdfast', 3], but must be a list of words"),
        ("keep_connection_s = -1", "keep_connection_s is -1, but must be a whole number of seconds from 0 to 3600"),
        ("language = 3", "language is 3, but must be a name in quotes"),
        ("[providers.soniox]\noptions = 3", "providers.soniox.options is 3, but must be a table, [providers.soniox."),
        (
            "[providers.soniox.options]\nregion = []",
            "providers.soniox.options.region is [], but must be a text in quotes, a number, true or false",
        ),
        ("theme = 1979-05-27", "theme is datetime.date(1979, 5, 27), but must be"),
    ],
)
def test_a_value_that_will_not_do_is_named_with_what_would(file: Path, line: str, said: str) -> None:
    write(file, line)
    loaded = load(file)
    assert loaded.settings == Settings()
    assert loaded.problem is not None
    assert said in loaded.problem
    assert str(file) in loaded.problem
    (aside,) = set_aside(file)
    assert aside.read_text() == line
    assert aside.name in loaded.problem


def test_a_mistake_costs_only_its_field(file: Path) -> None:
    write(file, 'theme = "drak"\nhotkey = "F9"\nlongest_hold_s = 0\nfrom_the_future = [1]\n')
    loaded = load(file)
    assert loaded.settings == Settings(hotkey="F9")
    assert loaded.problem is not None
    assert loaded.problem.index("theme is") < loaded.problem.index("longest_hold_s is")
    assert load(file) == Loaded(Settings(hotkey="F9")), "the corrected file is in place, and the complaint is over"
    assert tomllib.loads(file.read_text())["from_the_future"] == [1]


@pytest.mark.parametrize(
    "content",
    [
        b"theme = ",
        b'theme = "dark',
        b"theme = dark",
        b'theme = "dark"\ntheme = "light"',
        b"[a]\n[a]",
        b"\x00" * 4096,
        b"\xff\xfe" + 'theme = "dark"'.encode("utf-16-le"),
        b'hotkey = "\xe9"',
        b'{"theme": "dark"}',
        b"a = " + b"[" * 100_000,
        b"<<<<<<< HEAD",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_a_file_that_cannot_be_understood_is_set_aside(file: Path, content: bytes) -> None:
    loaded = load(write(file, content))
    assert loaded.settings == Settings()
    assert loaded.problem is not None
    assert "The defaults are used." in loaded.problem
    (aside,) = set_aside(file)
    assert aside.read_bytes() == content
    assert aside.name in loaded.problem
    assert "\n" not in loaded.problem
    assert load(file) == Loaded(Settings()), "said once"


def test_an_empty_file_is_no_mistake(file: Path) -> None:
    assert load(write(file, b"")) == Loaded(Settings())


def test_nothing_set_aside_is_ever_overwritten(file: Path) -> None:
    for number in range(4):
        load(write(file, f"broken {number}"))
    assert sorted(each.read_text() for each in set_aside(file)) == [f"broken {number}" for number in range(4)]


def test_a_file_broken_behind_our_back_is_set_aside_before_saving(file: Path) -> None:
    save(file, Settings(theme=Theme.DARK))
    write(file, "half an edit =")
    save(file, Settings(theme=Theme.LIGHT))
    (aside,) = set_aside(file)
    assert aside.read_text() == "half an edit ="
    assert load(file) == Loaded(Settings(theme=Theme.LIGHT))


@given(st.binary(max_size=200))
def test_no_file_stops_the_program_or_is_lost(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "settings.toml", content)
        loaded = load(file)
        if loaded.problem:
            assert content in [each.read_bytes() for each in set_aside(file)]
        save(file, Settings(theme=Theme.DARK))
        assert load(file) == Loaded(Settings(theme=Theme.DARK))


# ------------------------------------------------------------------------------------------------ trouble with the disk


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_something_else_in_its_place_is_left_alone(file: Path, make: object) -> None:
    file.parent.mkdir()
    make(file)  # type: ignore[operator]
    loaded = load(file)
    assert loaded.settings == Settings()
    assert loaded.problem == (
        f"The settings in {file} cannot be read (it is not a file). The defaults are used. "
        "Make the file readable and start Holdfast again."
    )
    with pytest.raises(SettingsError, match="it is not a file"):
        save(file, Settings())
    assert not file.is_file()


def test_a_folder_that_cannot_be_written_to() -> None:
    with unprivileged() as folder:
        file = folder / "settings.toml"
        assert load(file) == Loaded(Settings(theme=Theme.DARK))
        with pytest.raises(
            SettingsError, match=re.escape(f"could not be saved in {file} (Permission denied)")
        ) as raised:
            save(file, Settings())
        assert "Make the folder writable" in str(raised.value)
        assert raised.value.field is None
        assert list(folder.iterdir()) == [file]


def test_a_broken_file_in_a_folder_that_cannot_be_written_to() -> None:
    with unprivileged() as folder:
        file = folder / "settings.toml"
        me = os.geteuid()
        os.seteuid(os.getuid())
        file.write_text("theme = ")
        os.seteuid(me)
        loaded = load(file)
        assert loaded.settings == Settings()
        assert loaded.problem is not None
        assert loaded.problem.endswith("Correct it by hand: Holdfast may not change it (Permission denied).")
        assert file.read_text() == "theme = "


def test_a_file_that_may_not_be_read() -> None:
    with unprivileged() as folder:
        file = folder / "settings.toml"
        me = os.geteuid()
        os.seteuid(os.getuid())
        file.chmod(0o000)
        os.seteuid(me)
        loaded = load(file)
        assert loaded.settings == Settings()
        assert loaded.problem is not None
        assert "cannot be read (Permission denied)" in loaded.problem


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    file = tmp_path / "config" / "settings.toml"
    assert "Not a directory" in (load(file).problem or "")
    with pytest.raises(SettingsError, match="Not a directory"):
        save(file, Settings())


def test_a_failed_save_leaves_the_old_file_and_nothing_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(file, Settings(theme=Theme.DARK))
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # a full disk says so at the latest here
    with pytest.raises(SettingsError, match="No space left on device"):
        save(file, Settings())
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (Settings(hotkey=""), "hotkey"),
        (Settings(microphone="bad \udc80 name"), "microphone"),
        (Settings(longest_hold_s=1), "longest_hold_s"),
        (Settings(vocabulary=("",)), "vocabulary"),
        (Settings(providers={"soniox": ProviderChoice(endpoint="\udc80")}), "providers.soniox.endpoint"),
        (Settings(providers={"soniox": ProviderChoice(options={"a": "\udc80"})}), "providers.soniox.options.a"),
    ],
)
def test_nothing_is_saved_that_would_be_a_mistake_in_the_file(file: Path, settings: Settings, field: str) -> None:
    with pytest.raises(SettingsError, match=f"Nothing was saved: {field} is .*, but must be") as raised:
        save(file, settings)
    assert raised.value.field == field
    assert not file.exists()


def test_rules_for_programs_are_a_table_and_a_bad_one_costs_only_itself(file):
    write(file, '[programs]\nkeepassxc = "copy"\nxterm = "sideways"\n')
    loaded = load(file)
    assert loaded.settings.insertion == Policy({"keepassxc": Manner.COPY}, FocusChanged.FOLLOW)
    assert "programs.xterm is 'sideways', but must be \"automatic\"" in loaded.problem
    assert tomllib.loads(file.read_text())["programs"] == {"keepassxc": "copy"}


def test_rules_that_are_no_table_are_said_to_be_none(file):
    assert "programs is 'copy', but must be a table, [programs]" in load(write(file, 'programs = "copy"')).problem
