"""Light and dark: the colours, the palettes, and following the system. Imports Qt and nothing of ours.

The palettes are ours because Qt's Fusion style knows only a light one where no desktop theme is found (measured:
`QStyleHints.setColorScheme` changes nothing under a bare window manager). Contrasts are WCAG AA, which a test computes.
"""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QPalette, QPixmapCache
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme, by role. Every text role reads on `window` and on `surface`."""

    window: str
    surface: str
    """Cards, lists, text fields, the overlay."""
    border: str
    text: str
    dim: str
    """Provisional text, notes, placeholders."""
    accent: str
    """Fills that invite; `on_accent` is written on it."""
    on_accent: str
    recording: str
    """Fills that say the microphone is on; `on_accent` is written on it."""
    link: str
    """What `accent` means, as text or line."""
    good: str
    warning: str
    bad: str


LIGHT = Colours(
    window="#f4f5f7",
    surface="#ffffff",
    border="#c4cad3",
    text="#1b1f24",
    dim="#5b6470",
    accent="#1f5fbf",
    on_accent="#ffffff",
    recording="#c02626",
    link="#1f5fbf",
    good="#1a7431",
    warning="#855600",
    bad="#b92323",
)
DARK = Colours(
    window="#1d2025",
    surface="#272b31",
    border="#4a515b",
    text="#e8eaed",
    dim="#a6aeb9",
    accent="#2f6bd0",
    on_accent="#ffffff",
    recording="#cc3333",
    link="#8ab4f8",
    good="#6ccf8a",
    warning="#f0c060",
    bad="#ff8f87",
)


def colours_for(palette: QPalette) -> Colours:
    """The colours that go with `palette`: asked anew at each painting, a change of theme needs no bookkeeping."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(colours: Colours) -> QPalette:
    """The whole Qt palette of a theme."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette(QColor(colours.window))
    for each, colour in {
        role.Window: colours.window,
        role.Button: colours.window,
        role.Base: colours.surface,
        role.AlternateBase: colours.window,
        role.ToolTipBase: colours.surface,
        role.WindowText: colours.text,
        role.Text: colours.text,
        role.ButtonText: colours.text,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.dim,
        role.Highlight: colours.accent,
        role.Accent: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.BrightText: colours.on_accent,
        role.Link: colours.link,
        role.LinkVisited: colours.link,
    }.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(colours.dim)
        faded.setAlphaF(0.6)
        palette.setColor(group.Disabled, each, faded)
    return palette


PIXMAP_CACHE_KB = 2048
"""Fusion keeps a picture of every button that it has painted (9 KB; measured), also of those that are gone: with each
dictation there are new ones in the history. Qt's own limit is 10 MB, which some hundred dictations filled."""


class Appearance(QObject):
    """Keeps an application in the theme that was chosen, and follows the system while none was."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._chosen = Qt.ColorScheme.Unknown
        application.setStyle("Fusion")
        QPixmapCache.setCacheLimit(PIXMAP_CACHE_KB)
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def choose(self, scheme: Qt.ColorScheme) -> None:
        """Light, Dark, or Unknown: whatever the system has, from now on."""
        self._chosen = scheme
        # The platform's own parts (title bars, menus on macOS) follow this where there is such a platform.
        self._application.styleHints().setColorScheme(scheme)
        self._apply()

    @Slot()
    def _apply(self) -> None:
        hints = self._application.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            # Who asked the system for its high-contrast colours gets those, not ours.
            self._application.setPalette(QPalette())
            return
        scheme = hints.colorScheme() if self._chosen is Qt.ColorScheme.Unknown else self._chosen
        self._application.setPalette(palette_of(DARK if scheme is Qt.ColorScheme.Dark else LIGHT))
