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


def test_the_recogniser_on_this_computer_answers(tmp_path: Path) -> None:
    examined = examine(bare(tmp_path), "recogniser")
    assert examined.exit_code == 0, examined
    assert examined.findings["recogniser"].text.startswith("The recogniser on this computer answers")
