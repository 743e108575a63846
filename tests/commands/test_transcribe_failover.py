"""`holdfast transcribe` where the provider cannot be reached: alone, and with those that take over."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from rig.app import ROOT
from rig.examine import bare

SPEECH = resources.recording("austen-0880").path
NOWHERE = "ws://127.0.0.1:9"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True)
    return tmp_path / "home"


def transcribe(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", "transcribe", str(SPEECH), "--provider", "soniox", "--endpoint", NOWHERE, *words],
        env={**bare(home), "HOLDFAST_HOME": str(home), "SONIOX_API_KEY": "k"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_nobody_takes_over_unasked(home: Path) -> None:
    done = transcribe(home)
    assert (done.returncode, done.stdout) == (4, "")
    trying, failed = done.stderr.splitlines()
    assert "nothing listens there" in trying and trying.endswith("trying again.")
    assert "nothing listens there" in failed


def test_whoever_the_settings_name_takes_over_when_asked_and_it_is_said(home: Path) -> None:
    (home / "config" / "settings.toml").write_text('failover = ["deepgram", "local"]\n')  # of which one has no key
    done = transcribe(home, "--failover")
    assert done.returncode == 0
    assert "young man" in done.stdout
    assert done.stderr.splitlines()[-1] == "holdfast: Recognised by the offline recogniser in place of Soniox."


def test_as_json_lines(home: Path) -> None:
    done = transcribe(home, "--failover", "--json")
    assert done.returncode == 0 and done.stderr == ""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = [line for line in lines if line["event"] in ("serving", "interrupted")]
    assert [line["event"] for line in told] == ["serving", "interrupted", "serving"]
    assert [line.get("provider") or line["kind"] for line in told] == ["soniox", "network", "local"]
    assert (lines[-1]["event"], lines[-1]["providers"]) == ("committed", ["local"])
