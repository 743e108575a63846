"""What doctor says of programs that tell, or do not tell, what stands before the cursor."""

import pytest

from app.accessibility.objects import Asking, Switch
from app.doctor.programs import finding, programs
from rig.accessibility import described, switch_on

ON, HALF, OFF = Switch("unix:path=/somewhere", True), Switch("unix:path=/somewhere"), Switch()


@pytest.mark.parametrize(
    ("asking", "switch", "ok", "said"),
    [
        (Asking.OFF, ON, None, "as you chose"),
        (Asking.AUTO, None, None, "no session bus"),
        (Asking.AUTO, OFF, None, "accessibility is off"),
        (Asking.AUTO, HALF, True, "others need accessibility on"),
        (Asking.ON, ON, True, "accessibility is on"),
    ],
)
def test_how_it_stands(asking, switch, ok, said):
    found = finding(asking, switch)
    assert found.ok is ok
    assert said in found.text
    assert bool(found.remedy) is (switch in (OFF, HALF))


@pytest.mark.x11
def test_it_looks_and_switches_nothing_on(x11, tmp_path_factory, monkeypatch):
    with described(x11, tmp_path_factory.mktemp("d")) as desktop:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.environment["DBUS_SESSION_BUS_ADDRESS"])
        assert "accessibility is off" in programs().text
        assert "accessibility is off" in programs().text
        switch_on(desktop)
        assert "others need accessibility on" in programs().text
