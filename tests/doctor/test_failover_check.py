"""Who takes over where the chosen provider cannot go on."""

from pathlib import Path

import pytest

from app.doctor.finding import Finding
from rig.examine import bare, examine


def look(tmp_path: Path, settings: str, **more: str) -> Finding:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(settings)
    environment = bare(tmp_path) | {"HOLDFAST_HOME": str(tmp_path / "home")} | more
    examined = examine(environment, "failover")
    assert examined.exit_code == 0, "Holdfast can be used without"
    return examined.findings["failover"]


@pytest.mark.parametrize(
    ("settings", "ok", "said"),
    [
        ('provider = "soniox"', True, "Where Soniox cannot go on, the offline recogniser takes over."),
        (
            'provider = "soniox"\nfailover = ["cartesia", "local"]',
            True,
            "Where Soniox cannot go on, Cartesia Ink, then the offline recogniser take over.",
        ),
        ('provider = "soniox"\nfailover = []', None, "nobody takes over: what was said is kept."),
        ("", None, "Where the offline recogniser cannot go on, nobody takes over"),
    ],
)
def test_who_takes_over_is_said(tmp_path: Path, settings: str, ok: bool | None, said: str) -> None:
    finding = look(tmp_path, settings, CARTESIA_API_KEY="k")
    assert finding.ok is ok
    assert said in finding.text


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('failover = ["deepgram", "local"]', "passed over: there is no API key for it."),
        ('failover = ["nobody"]', "'nobody'"),
        ('language = "de"', "does not know the language “de”"),
    ],
)
def test_who_cannot_is_named(tmp_path: Path, settings: str, said: str) -> None:
    finding = look(tmp_path, f'provider = "soniox"\n{settings}')
    assert finding.ok is False
    assert said in finding.text
    assert "Takes over" in finding.remedy
