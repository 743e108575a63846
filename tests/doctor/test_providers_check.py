"""The chosen provider, and the recogniser on this computer."""

from pathlib import Path

from rig.examine import bare, examine


def test_the_default_provider_is_there(tmp_path: Path) -> None:
    examined = examine(bare(tmp_path), "providers")
    assert examined.exit_code == 0
    assert "basic" in examined.findings["providers"].text


def test_an_unknown_provider_in_the_settings_is_named(tmp_path: Path) -> None:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('provider = "nobody"\n')
    examined = examine(bare(tmp_path) | {"HOLDFAST_HOME": str(tmp_path / "home")}, "providers")
    assert examined.exit_code == 4
    assert "'nobody'" in examined.findings["providers"].text


def chosen(tmp_path: Path, settings: str, **more: str) -> dict[str, str]:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(settings)
    return bare(tmp_path) | {"HOLDFAST_HOME": str(tmp_path / "home")} | more


def test_a_provider_without_its_key_is_not_in_order(tmp_path: Path) -> None:
    finding = examine(chosen(tmp_path, 'provider = "soniox"\n'), "providers").findings["providers"]
    assert "Soniox is chosen. No API key was found" in finding.text
    assert "holdfast key set soniox" in finding.remedy


def test_where_the_key_is_is_said_and_not_what_it_is(tmp_path: Path) -> None:
    examined = examine(chosen(tmp_path, 'provider = "soniox"\n', SONIOX_API_KEY="sk-0123456789secret"), "providers")
    assert examined.exit_code == 0
    assert "its API key is in the environment" in examined.findings["providers"].text
    assert "secret" not in str(examined)


def test_what_the_provider_would_refuse_is_said_before_anybody_dictates(tmp_path: Path) -> None:
    finding = examine(chosen(tmp_path, 'provider = "cartesia"\nlanguage = "tlh"\n'), "providers").findings["providers"]
    assert "does not know the language" in finding.text


def test_the_recogniser_on_this_computer_answers(tmp_path: Path) -> None:
    examined = examine(bare(tmp_path), "recogniser")
    assert examined.exit_code == 0, examined
    assert examined.findings["recogniser"].text.startswith("The recogniser on this computer answers")
