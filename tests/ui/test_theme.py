"""Contrast by the WCAG's own formula, and following the system."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.theme import DARK, LIGHT, Appearance, colours_for, palette_of


def luminance(name: str) -> float:
    """Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in QColor(name).getRgbF()[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_reads_on_every_ground(colours):
    for role in ("text", "dim", "link", "good", "warning", "bad"):
        for ground in (colours.window, colours.surface):
            assert contrast(getattr(colours, role), ground) >= 4.5, role
    for fill in (colours.accent, colours.recording):
        assert contrast(colours.on_accent, fill) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_a_palette_leads_back_to_its_colours(colours):
    palette = palette_of(colours)
    assert colours_for(palette) is colours
    assert palette.color(QPalette.ColorRole.PlaceholderText).name() == colours.dim


def test_all_colours_are_colours():
    for colours in (LIGHT, DARK):
        assert all(QColor(getattr(colours, each.name)).isValid() for each in fields(colours))


@pytest.fixture
def appearance(qapp):
    before = QApplication.palette()
    made = Appearance(qapp)
    yield made
    made.choose(Qt.ColorScheme.Unknown)
    made.deleteLater()
    qapp.setPalette(before)


def test_what_is_chosen_holds_whatever_the_system_says(appearance, qapp):
    appearance.choose(Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert colours_for(qapp.palette()) is DARK
    appearance.choose(Qt.ColorScheme.Light)
    assert colours_for(qapp.palette()) is LIGHT


def test_the_system_is_followed_while_nothing_is_chosen(appearance, qapp, monkeypatch):
    real = qapp.styleHints()

    class Hints:
        """A desktop in the dark: the off-screen platform has no scheme of its own."""

        scheme = Qt.ColorScheme.Dark

        def colorScheme(self):  # noqa: N802
            return self.scheme

        def setColorScheme(self, scheme):  # noqa: N802
            pass

        def accessibility(self):
            return real.accessibility()

    hints = Hints()
    monkeypatch.setattr(appearance._application, "styleHints", lambda: hints, raising=False)
    appearance.choose(Qt.ColorScheme.Unknown)
    assert colours_for(qapp.palette()) is DARK
    hints.scheme = Qt.ColorScheme.Light
    real.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert colours_for(qapp.palette()) is LIGHT
