"""The settings as a form in six pages. Imports the pages, `status`, and `app.settings` for the frozen values it takes
and gives.

Nothing changes until OK: a wrong key or microphone must not take effect halfway. OK emits `submitted`; who saves
answers with `accept()`, or with `show_error` beside the field, and then the form stays. The window is not modal:
dictation works on. API keys are the exception: they are no settings, and are kept, tested and removed at once.
"""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QIcon, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from app.settings import Settings
from providers.info import ProviderInfo

from . import icons
from .general_page import GeneralPage
from .history_page import HistoryPage
from .hotkeys_page import HotkeysPage
from .page import Page
from .programs_page import ProgramsPage
from .recogniser_page import RecogniserPage
from .status import Choice, KeyState, Level
from .text_page import TextPage
from .vocabulary_page import VocabularyPage


class SettingsDialog(QDialog):
    """Shows one `Settings` value and gives back another."""

    submitted = Signal(object)
    """The `Settings` that the user wants; answer with `accept()` or `show_error`."""
    microphone_previewed = Signal(object)
    """The name of the microphone whose level is wanted, or None for the system's; answer with `show_level`."""
    preview_ended = Signal()
    """No more levels are wanted, so the microphone may rest."""
    capture_started = Signal(str)
    """Keys are awaited for this field of the settings; answer with `show_captured`."""
    capture_ended = Signal()
    desktop_keys_requested = Signal()
    """The user wants to choose keys in the desktop's dialog; what comes of it is told with `show_desktop_keys`."""
    edited = Signal(object)
    """The `Settings` as they stand, whenever recogniser or vocabulary change; answer with `show_left_out` and
    `show_not_taking_over`."""
    key_wanted = Signal(str)
    """A provider whose key is asked for; answer with `show_key`."""
    key_saved = Signal(str, str, bool)
    """Provider, API key, whether for this session only; answer with `show_key_saved` or `show_key_trouble`."""
    key_tested = Signal(object, str)
    """`Settings` to test with, and the key, empty for the one that is kept; answer with `show_verdict`."""
    key_deleted = Signal(str)
    """Provider; answer with `show_key` and `show_verdict`, or with `show_key_trouble`."""
    programs_wanted = Signal()
    """The open programs are asked for; answer with `show_programs`."""
    front_wanted = Signal()
    """The program that has the focus now is asked for; answer with `show_front`."""
    page_requested = Signal(str)
    """An address to open."""
    clear_requested = Signal()
    """The history is to be deleted, at once; answer with `show_cleared`."""

    def __init__(
        self,
        settings: Settings,
        providers: tuple[ProviderInfo, ...],
        microphones: tuple[Choice, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Holdfast settings")
        self.setWindowIcon(icons.icon("application"))
        self._settings = settings
        self._unanswered = False
        self._submitting = False
        self._general = GeneralPage(settings, microphones)
        self._hotkeys = HotkeysPage(settings)
        self._recogniser = RecogniserPage(settings, providers)
        self._vocabulary = VocabularyPage(settings)
        self._programs = ProgramsPage(settings)
        self._text = TextPage(settings)
        self._history = HistoryPage(settings)
        self._pages: tuple[Page, ...] = (
            self._general,
            self._hotkeys,
            self._text,
            self._programs,
            self._recogniser,
            self._vocabulary,
            self._history,
        )
        self._lay_out()
        self._connect()

    # ------------------------------------------------------------------------------------------- shown values

    @property
    def settings(self) -> Settings:
        """What the form says now."""
        wanted = self._settings
        for page in self._pages:
            wanted = page.applied_to(wanted)
        return wanted

    def show_microphones(self, microphones: tuple[Choice, ...]) -> None:
        """Offer these, besides the system's; what was chosen stays chosen, also while it is unplugged."""
        self._general.show_microphones(microphones)

    def show_level(self, level: Level) -> None:
        """How loud the previewed microphone is."""
        self._general.show_level(level)

    def show_captured(self, name: str, warning: str = "") -> None:
        """This key went down while one was awaited. `warning`: why it may be a bad choice."""
        self._hotkeys.show_captured(name, warning)

    def show_usual_key(self, name: str) -> None:
        """The key for talking that there is while none is chosen."""
        self._hotkeys.show_usual_key(name)

    def show_hotkey_way(self, name: str) -> None:
        """What the keys are heard through now."""
        self._hotkeys.show_way(name)

    def show_key_note(self, field: str, sentence: str) -> None:
        """What there is to know about the key that this field has now."""
        self._hotkeys.field(field).show_note(sentence)

    def show_desktop_keys(self, names: dict[str, str]) -> None:
        """The desktop chooses the keys: these are they, by field of the settings; the others have none."""
        self._hotkeys.show_desktop_keys(names)

    def show_left_out(self, provider: str, left_out: tuple[str, ...]) -> None:
        """Which terms of the vocabulary the provider of that name will not be given."""
        self._vocabulary.show_left_out(provider, left_out)

    def show_programs(self, programs: tuple[Choice, ...]) -> None:
        """The open programs: the name for a rule, and the title of a window."""
        self._programs.show_programs(programs)

    def show_front(self, program: str) -> None:
        """The program that has the focus; empty: nobody knows."""
        self._programs.show_front(program)

    def show_cleared(self, sentence: str) -> None:
        """What came of deleting the history."""
        self._history.show_cleared(sentence)

    def show_not_taking_over(self, sentences: tuple[str, ...]) -> None:
        """Why some of those that shall take over cannot."""
        self._recogniser.show_not_taking_over(sentences)

    def show_error(self, field: str, sentence: str) -> None:
        """Say beside `field` what is wrong with it: the name of an attribute of `Settings`, or "endpoint", or
        "options." and an option's name. What has no field of its own belongs to the provider."""
        if self._page_of(field) is self._hotkeys:
            self._hotkeys.end_capture()
        place = field if self._page_of(field) else "provider"
        page = self._page_of(place)
        page.field(place).show_error(sentence)
        if self._unanswered:
            # The first answer to OK. What a microphone says by itself must not take the user out of another field.
            self._unanswered = False
            self.show_field(place)

    def show_provider(self, provider: str) -> None:
        """Bring what there is to set for that provider to the front, as if the user had chosen it."""
        self._recogniser.show_provider(provider)

    def show_field(self, field: str) -> None:
        """Bring the page with that field to the front and put the focus there; "key" is the provider's API key."""
        if page := self._page_of(field):
            self._tabs.setCurrentWidget(page)
            page.reveal(page.field(field))

    # ------------------------------------------------------------------------------------------- keys

    def show_key(self, provider: str, state: KeyState) -> None:
        """What there is of a provider's key."""
        self._recogniser.show_key(provider, state)

    def show_key_saved(self, provider: str, state: KeyState, news: str) -> None:
        """The key that was typed is kept: it leaves the form."""
        self._recogniser.forget_typed(provider)
        self._recogniser.show_key(provider, state)
        self._recogniser.show_key_news(provider, news, good=True)
        if self._submitting:
            self._submit()

    def show_key_trouble(self, provider: str, state: KeyState | None, sentence: str) -> None:
        """A key could not be kept or removed; `state`: what there is now, if that is known."""
        if state:
            self._recogniser.show_key(provider, state)
        self._recogniser.show_key_news(provider, sentence, good=False)
        if self._submitting:
            self._submitting = False
            self.show_field("key")

    def show_verdict(self, provider: str, good: bool, sentence: str) -> None:
        """What came of a test, or of deleting."""
        self._recogniser.show_key_news(provider, sentence, good)

    # ------------------------------------------------------------------------------------------- how it is made

    def _lay_out(self) -> None:
        self._tabs = QTabWidget()
        for page, title in zip(
            self._pages,
            ("&General", "Hot&keys", "&Text", "&Programs", "Re&cogniser", "&Vocabulary", "H&istory"),
            strict=True,
        ):
            self._tabs.addTab(page, title)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        for each in self._buttons.buttons():
            each.setIcon(QIcon())
        rows = QVBoxLayout(self)
        rows.addWidget(self._tabs, 1)
        rows.addWidget(self._buttons)
        line = self.fontMetrics().height()
        room = QGuiApplication.primaryScreen().availableSize() - QSize(line * 2, line * 4)
        self.resize(QSize(line * 41, line * 34).boundedTo(room))

    def _connect(self) -> None:
        self._buttons.accepted.connect(self._submit)
        self._buttons.rejected.connect(self.reject)
        general, hotkeys, recogniser = self._general, self._hotkeys, self._recogniser
        general.microphone_previewed.connect(self.microphone_previewed)
        hotkeys.capture_started.connect(self.capture_started)
        hotkeys.capture_ended.connect(self.capture_ended)
        hotkeys.desktop_keys_requested.connect(self.desktop_keys_requested)
        recogniser.changed.connect(self._edited)
        recogniser.key_wanted.connect(self.key_wanted)
        recogniser.key_saved.connect(self.key_saved)
        recogniser.key_deleted.connect(self.key_deleted)
        recogniser.key_tested.connect(lambda _, key: self.key_tested.emit(self.settings, key))
        recogniser.page_requested.connect(self.page_requested)
        self._programs.programs_wanted.connect(self.programs_wanted)
        self._programs.front_wanted.connect(self.front_wanted)
        self._vocabulary.changed.connect(self._edited)
        self._history.clear_requested.connect(self.clear_requested)

    def _page_of(self, field: str) -> Page | None:
        return next((page for page in self._pages if page.field(field)), None)

    # ------------------------------------------------------------------------------------------- intents

    def _submit(self) -> None:
        self._submitting = False
        for page in self._pages:
            page.clear_errors()
        if typed := self._recogniser.typed_key:
            # Who pastes a key and presses OK wants it kept; OK goes on when it is.
            self._submitting = True
            self.key_saved.emit(*typed)
            return
        self._unanswered = True
        self.submitted.emit(self.settings)
        self._unanswered = False

    def _edited(self) -> None:
        self.edited.emit(self.settings)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._general.preview()
            self._recogniser.ask_for_key()
            self._edited()

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self.preview_ended.emit()
        super().hideEvent(event)
