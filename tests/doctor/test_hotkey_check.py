"""The doctor's word on the hotkey of Wayland desktops: it looks, and shows no dialog."""

from pathlib import Path

import pytest

from app import desktop_entry
from rig.examine import examine
from rig.portal.portal import fake_portal, portal_bus
from rig.portal.service import Plan


def looked(bus: dict[str, str], desktop: str, *more: tuple[str, str]) -> tuple[bool | None, str, str]:
    environment = {**bus, "XDG_SESSION_TYPE": "wayland", "XDG_CURRENT_DESKTOP": desktop, **dict(more)}
    finding = examine(environment, "hotkey").findings["hotkey"]
    return finding.ok, finding.text, finding.remedy


def test_a_portal_that_works_is_fine_and_nobody_is_asked_anything(tmp_path: Path) -> None:
    with (
        portal_bus(tmp_path) as bus,
        fake_portal(bus, Plan(desktop="gnome", versions={"GlobalShortcuts": 1})) as portal,
    ):
        ok, text, remedy = looked(bus, "GNOME")
        assert not portal.dialogs and not portal.asked("CreateSession")
    assert ok is True
    assert text == (
        "Through the portal of the GNOME desktop (GlobalShortcuts 1), which asks once which key you will hold to talk, "
        "and proposes F9. (portal, because this is a Wayland session of the GNOME desktop)"
    )
    assert remedy == "Change it in the Settings, under Apps, Holdfast, Global Shortcuts."


def test_a_desktop_that_does_not_know_us_is_told_of(tmp_path: Path) -> None:
    with portal_bus(tmp_path, known=False) as bus, fake_portal(bus):
        ok, text, remedy = looked(bus, "KDE")
        entry = examine({**bus, "XDG_SESSION_TYPE": "wayland"}, "entry").findings["entry"]
    assert (ok, entry.ok) == (False, False)
    assert f"there is no {desktop_entry.FILE}" in text
    assert "holdfast desktop-entry install" in remedy and "holdfast desktop-entry install" in entry.remedy


@pytest.mark.parametrize("portal_there", [True, False])
def test_a_desktop_without_the_portal_is_told_with_what_works(tmp_path: Path, portal_there: bool) -> None:
    with portal_bus(tmp_path) as bus:
        if portal_there:
            with fake_portal(bus, Plan(versions={"RemoteDesktop": 2})):
                ok, text, _ = looked(bus, "Fvwm")
        else:
            ok, text, _ = looked(bus, "Fvwm")
    assert ok is False
    assert "does not let programs have keys of their own" in text and "`holdfast press`" in text


def test_sway_gets_its_lines(tmp_path: Path) -> None:
    with portal_bus(tmp_path) as bus:
        ok, text, remedy = looked(bus, "sway")
    assert ok is None
    assert "`holdfast press` and `holdfast release` are always understood, and sway starts them." in text
    assert "bindsym --no-repeat F9 exec holdfast press | bindsym --release F9 exec holdfast release" in remedy


def test_another_way_that_was_chosen_is_looked_at_instead(tmp_path: Path) -> None:
    with portal_bus(tmp_path) as bus:
        ok, text, _ = looked(bus, "KDE", ("HOLDFAST_HOTKEY_BACKEND", "command"))
        wrong, sentence, _ = looked(bus, "KDE", ("HOLDFAST_HOTKEY_BACKEND", "magic"))
    assert ok is None and "(command, because you chose it)" in text
    assert wrong is not True and "'magic'" in sentence
