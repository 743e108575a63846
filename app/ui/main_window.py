"""The window: state, live transcript, talk button, recogniser, history. Imports the other widgets and `status`.

Everything it wants is a signal, everything it knows was told to it.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from . import icons
from .banner import Banner
from .buttons import CopyButton, TalkButton
from .choice_box import ChoiceBox
from .history_panel import HistoryPanel
from .level_meter import LevelMeter
from .state_line import StateLine
from .status import Choice, Level, Notice, Status, StatusKind
from .transcript_view import TranscriptView


def invitation(key: str, tap_to_lock: bool) -> str:
    """What a newcomer does first, with the hotkey's name; without a hotkey (empty) there is the button."""
    if not key:
        return "Hold the button below and speak. Your words appear here while you speak."
    hands_free = f" Or tap {key}, and speak hands-free until you tap it again." if tap_to_lock else ""
    return f"Hold {key} and speak. Let go, and your words are in the program you were typing in.{hands_free}"


class MainWindow(QWidget):
    """Shows values, emits intents."""

    talk_pressed = Signal()
    talk_released = Signal()
    cancel_requested = Signal()
    copy_requested = Signal(str)
    """The text to put on the clipboard; answer with `confirm_copy` once it is there."""
    provider_chosen = Signal(str)
    """The `id` of the choice; answer a refusal with `show_providers`."""
    settings_requested = Signal()
    quit_requested = Signal()
    notice_action = Signal(str)
    """The `id` of the banner's action."""
    notice_dismissed = Signal()
    hidden_to_tray = Signal()
    """The user closed the window, and the program goes on in the tray."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tray = False
        self._may_close = False
        self._copying_live = False
        self.setWindowTitle("Holdfast")
        self.setWindowIcon(icons.icon("application"))
        self._state = StateLine(narrow=True)
        self._cancel = QPushButton("Cancel", autoDefault=False)
        self._cancel.setToolTip("Stop, and insert nothing. The text is kept below.")
        self._banner = Banner()
        self._transcript = TranscriptView()
        self._meter = LevelMeter()
        self._talk = TalkButton()
        self._copy = CopyButton()
        self._providers = ChoiceBox()
        self.history = HistoryPanel()
        """Has its own signals; but what is to be copied is asked for by the window."""
        self._menu = self._make_menu()
        self._lay_out()
        self._connect()
        self.show_hotkey("")
        self.show_status(Status(StatusKind.IDLE))
        self.show_text("", "")
        line = self.fontMetrics().height()
        room = QGuiApplication.primaryScreen().availableSize() - QSize(line * 2, line * 4)
        self.resize(QSize(line * 28, line * 38).boundedTo(room))
        # Space is push-to-talk as soon as the window is there.
        self._talk.setFocus()

    # ------------------------------------------------------------------------------------------- shown values

    def show_status(self, status: Status) -> None:
        """Say how far the dictation is."""
        self._state.show_status(status)
        self._talk.show_status(status)
        # Hidden, it keeps its place: nothing moves when a dictation begins.
        self._cancel.setVisible(status.kind.busy)
        if status.kind is StatusKind.STARTING or not status.kind.speaking:
            self._meter.reset()

    def show_text(self, committed: str, tail: str) -> None:
        """Show the present dictation's text, or after it the last one's."""
        self._transcript.show_text(committed, tail)
        self._copy.setEnabled(bool(self._transcript.text.strip()))

    def show_level(self, level: Level) -> None:
        """Show how loud it is."""
        self._meter.show_level(level)

    def show_notice(self, notice: Notice | None) -> None:
        """Show a sentence in the banner, instead of what was there; None: nothing."""
        self._banner.show_notice(notice)

    def show_providers(self, choices: tuple[Choice, ...], chosen: str) -> None:
        """Offer these recognisers; `chosen` is the one in use."""
        self._providers.show_choices(choices, chosen)
        self.history.show_providers(choices)

    def show_hotkey(self, name: str, *, tap_to_lock: bool = False) -> None:
        """Say which key to hold; an empty name: there is none."""
        self._transcript.show_invitation(invitation(name, tap_to_lock))

    def confirm_copy(self) -> None:
        """The text of the last `copy_requested` is on the clipboard."""
        if self._copying_live:
            self._copy.confirm()
        else:
            self.history.confirm_copy()

    def show_tray(self, available: bool) -> None:
        """With a tray, closing the window leaves the program there; without, the user is asked."""
        self._tray = available

    def come_forward(self) -> None:
        """Show the window and give it the focus, because the user asked for it."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def allow_close(self) -> None:
        """The program ends: Qt asks every window, and this one now says yes."""
        self._may_close = True

    # ------------------------------------------------------------------------------------------- how it is made

    def _make_menu(self) -> QPushButton:
        settings = QAction("&Settings…", self, shortcut=QKeySequence("Ctrl+,"))
        settings.triggered.connect(self.settings_requested)
        leave = QAction("&Quit Holdfast", self, shortcut=QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.quit_requested)
        # Shortcuts work only for actions that the window itself has.
        self.addActions([settings, leave])
        menu = QMenu(self)
        menu.addActions([settings, leave])
        button = QPushButton("Menu", autoDefault=False)
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        line = self.fontMetrics().height()
        self._transcript.setMinimumHeight(line * 3)
        kept = self._cancel.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._cancel.setSizePolicy(kept)
        recogniser = QLabel("&Recogniser:")
        recogniser.setBuddy(self._providers)
        self._providers.setAccessibleName("Recogniser")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 10, 12, 12)
        rows.addLayout(_row(self._state, self._cancel, self._menu))
        rows.addWidget(self._banner)
        rows.addWidget(self._transcript, 2)
        rows.addWidget(self._meter)
        rows.addLayout(_row(self._talk, self._copy))
        rows.addLayout(_row(recogniser, self._providers))
        rows.addWidget(self.history, 3)

    def _connect(self) -> None:
        self._talk.talk_pressed.connect(self.talk_pressed)
        self._talk.talk_released.connect(self.talk_released)
        self._cancel.clicked.connect(self.cancel_requested)
        self._copy.clicked.connect(self._copy_live)
        self._providers.chosen.connect(self.provider_chosen)
        self._banner.action_chosen.connect(self.notice_action)
        self._banner.dismissed.connect(self.notice_dismissed)
        self.history.copy_requested.connect(self._copy_entry)

    # ------------------------------------------------------------------------------------------- intents

    def _copy_live(self) -> None:
        self._copying_live = True
        self.copy_requested.emit(self._transcript.text.strip())

    def _copy_entry(self, text: str) -> None:
        self._copying_live = False
        self.copy_requested.emit(text)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close or QApplication.instance().isSavingSession():
            event.accept()
            return
        event.ignore()
        if self._tray:
            self.hide()
            self.hidden_to_tray.emit()
        else:
            self._ask_what_closing_means()

    def _ask_what_closing_means(self) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "Close Holdfast?",
            "This desktop has no tray where Holdfast could wait. "
            "Keep it running in a minimised window, so that the key still works, or quit?",
            parent=self,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keep = box.addButton("Keep running", QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton("Quit", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(keep)
        keep.clicked.connect(self.showMinimized)
        leave.clicked.connect(self.quit_requested)
        # Not exec(): a nested event loop would let a dictation's events in where nobody expects them.
        box.open()


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    """Widgets side by side; the widest-minded takes what is left."""
    row = QHBoxLayout()
    for each in (first, *others):
        grows = isinstance(each, StateLine | TalkButton | QComboBox)
        row.addWidget(each, 1 if grows else 0)
    return row
