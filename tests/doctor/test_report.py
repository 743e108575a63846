"""Lines and exit codes."""

import json

import pytest

from app.doctor import report
from app.doctor.catalogue import CHECKS, named
from app.doctor.finding import Check, Finding

FINDINGS = {
    "python": Finding("python", True, "Python 3.11."),
    "sound": Finding("sound", False, "There is no\nsound.", "Plug it in."),
    "tray": Finding("tray", False, "There is no tray."),
    "display": Finding("display", None, "There is no display."),
    "recogniser": Finding("recogniser", False, "It does not answer."),
}


@pytest.fixture(autouse=True)
def known(monkeypatch) -> None:
    monkeypatch.setattr(report, "look", lambda check: FINDINGS[check.name])


def checks(*names: str) -> list[Check]:
    return [named(name) for name in names]


def test_each_finding_is_one_line_with_its_remedy(capsys) -> None:
    report.run(checks=checks(*FINDINGS))
    assert capsys.readouterr().out.splitlines() == [
        "ok       python      Python 3.11.",
        "TROUBLE  sound       There is no sound. Plug it in.",
        "TROUBLE  tray        There is no tray.",
        "-        display     There is no display.",
        "TROUBLE  recogniser  It does not answer.",
    ]


def test_json_holds_the_same(capsys) -> None:
    report.run(True, checks("python", "sound"))
    assert json.loads(capsys.readouterr().out) == [
        {"name": "python", "ok": True, "text": "Python 3.11.", "remedy": ""},
        {"name": "sound", "ok": False, "text": "There is no\nsound.", "remedy": "Plug it in."},
    ]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["python", "display"], 0),
        (["tray"], 0),
        (["sound"], 5),
        (["recogniser"], 4),
        (["tray", "recogniser", "sound"], 4),
    ],
)
def test_the_first_thing_that_dictating_needs_decides(names: list[str], code: int) -> None:
    assert report.run(checks=checks(*names)) == code


def test_names_are_unique_and_fit_their_column() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) < 12
