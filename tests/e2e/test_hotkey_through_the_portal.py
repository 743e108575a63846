"""The real app in a session that calls itself Wayland, with a fake portal for its hotkey."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.desktop_entry import APP_ID, FILE
from rig.app import RunningApp, running_app
from rig.desktop import Desktop, wait_until
from rig.dictation import voice
from rig.portal.portal import FakePortal, fake_portal, portal_bus
from rig.portal.service import Plan
from rig.pulse import SoundServer

pytestmark = [pytest.mark.e2e, pytest.mark.x11, pytest.mark.pulse]

PATIENCE_S = 60.0


@contextmanager
def dictating(desk: Desktop, sound: SoundServer, home: Path, plan: Plan) -> Iterator[tuple[RunningApp, FakePortal]]:
    names = {"kde": "KDE", "gnome": "GNOME"}
    with portal_bus(home / "bus", known=False) as bus, fake_portal(bus, plan) as portal:
        environment = {name: bus[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME", "XDG_DATA_DIRS")}
        environment |= {
            "QT_QPA_PLATFORM": "xcb",
            "XDG_SESSION_TYPE": "wayland",
            "XDG_CURRENT_DESKTOP": names[plan.desktop],
        }
        with running_app(desk, sound, home / "home", 'hotkey = "F9"', "--hidden", more=environment) as app:
            app.may_warn = True  # of the compositor that is not there
            wait_until(lambda: app.command("status")["hotkey"] == "F9", PATIENCE_S, "the key")
            yield app, portal


def speak(app: RunningApp, sound: SoundServer, portal: FakePortal) -> None:
    """Press the key and speak."""

    def heard() -> bool:
        # A press directly behind the beginning may be a repeat of one that was before it, so it is none.
        portal.order("release", "talk")
        portal.order("press", "talk")
        return any(app.state() != "idle" for _ in range(3))

    wait_until(heard, PATIENCE_S, "the press to count")
    app.wait_for("listening", PATIENCE_S)
    sound.default.speak(voice("austen-0880"))
    sound.default.spoken()


def texts(app: RunningApp) -> str:
    return " ".join(each["text"] for each in json.loads(app.run("history", "--json").stdout))


def test_a_key_of_gnomes_is_held_through_its_repeats(desk, sound, tmp_path):
    with dictating(desk, sound, tmp_path, Plan(desktop="gnome")) as (app, portal):
        assert (tmp_path / "bus" / "share" / "applications" / FILE).is_file()
        speak(app, sound, portal)
        assert app.state() == "listening"
        portal.order("release", "talk")
        app.wait_for("idle", PATIENCE_S)
        assert "young man" in texts(app)
        assert "host portal" not in app.said()  # Qt registers us, too, and warns where that fails


def test_a_chord_whose_release_gnome_never_tells_ends_all_the_same(desk, sound, tmp_path):
    with dictating(desk, sound, tmp_path, Plan(desktop="gnome")) as (app, portal):
        portal.order("retrigger", APP_ID, "talk", "CTRL+F9")
        wait_until(lambda: app.command("status")["hotkey"] == "Ctrl+F9", PATIENCE_S, "the other key")
        speak(app, sound, portal)
        portal.order("release", "talk")
        app.wait_for("idle", PATIENCE_S)
        assert "young man" in texts(app)


def test_a_portal_that_dies_while_the_key_is_held_costs_no_word(desk, sound, tmp_path):
    with dictating(desk, sound, tmp_path, Plan(desktop="kde")) as (app, portal):
        speak(app, sound, portal)
        portal.stop()
        app.wait_for("idle", PATIENCE_S)
        assert "young man" in texts(app)
