"""The settings' second page: who recognises, in which language, with which key. Imports the provider's form, `status`,
and `app.settings`.
"""

from dataclasses import replace

from PySide6.QtCore import Signal

from app.settings import LONGEST_KEEP_S, Settings
from providers.info import ProviderInfo

from .choice_box import ChoiceBox
from .fields import Field
from .languages import language_choices, language_name
from .option_editor import WholeNumber
from .ordered_list import OrderedList
from .page import Page, put_row
from .provider_form import ProviderForm
from .status import Choice, KeyState

TAKING_OVER = (
    "When the recogniser above cannot go on, these take over, in this order, and get what you say; one without a key "
    "is passed over."
)
NOT_YET = "This is not the recogniser in use; OK makes it that. A key is kept without OK."
KEEPING = "For the next dictation. 0: each dictation has a connection of its own."


class RecogniserPage(Page):
    """A choice of providers, and below it what there is to set for the one chosen."""

    changed = Signal()
    """Something that decides about a recogniser was changed."""
    key_wanted = Signal(str)
    """Where is the key of this provider? Answer with `show_key`."""
    key_saved = Signal(str, str, bool)
    """Provider, key, whether for this session only."""
    key_tested = Signal(str, str)
    """Provider, and the key that is not kept yet, empty for the one that is."""
    key_deleted = Signal(str)
    page_requested = Signal(str)
    """The address of a page for the user to read."""

    def __init__(self, settings: Settings, providers: tuple[ProviderInfo, ...]) -> None:
        super().__init__()
        self._settings = settings
        self._providers = {info.id: info for info in providers}
        self._forms: dict[str, ProviderForm] = {}
        self._shown: ProviderForm | None = None
        self._provider = ChoiceBox()
        choices = tuple(Choice(info.id, info.name, info.description) for info in providers)
        self._provider.show_choices(choices, settings.provider)
        self._language = ChoiceBox()
        self._keep = WholeNumber(0, LONGEST_KEEP_S)
        self._keep.setSuffix(" s")
        self._keep.show_value(settings.keep_connection_s)
        self.add("provider", "&Recogniser", Field(self._provider))
        self.add("language", "&Language", Field(self._language))
        self._top = self.form.rowCount()
        self.add("keep_connection_s", "Kee&p connection", Field(self._keep))
        self._take_over = OrderedList("Takes over", choices, settings.failover)
        self.add("failover", "T&akes over", Field(self._take_over, TAKING_OVER))
        self.column.addStretch(1)
        self._wanted = settings.language or ""
        self._provider.chosen.connect(lambda _: self._show_provider())
        self._language.chosen.connect(self._choose_language)
        self._take_over.changed.connect(self.changed)
        self._show_provider()

    def applied_to(self, settings: Settings) -> Settings:
        """`settings` with what stands on this page."""
        wanted = replace(
            settings,
            provider=self._provider.current,
            language=self._wanted or None,
            keep_connection_s=self._keep.value,
            failover=self._take_over.chain,
        )
        for name, form in self._forms.items():
            wanted = wanted.with_choice(name, form.choice)
        return wanted

    def show_provider(self, provider: str) -> None:
        """Choose that one, as the user would. It may be wanted for its key only, so this says what OK means."""
        if provider in self._providers:
            self._provider.choose(provider)
            if provider != self._settings.provider:
                self.fields["provider"].show_note(f"{self._provider.note} {NOT_YET}")

    def field(self, name: str) -> Field | None:
        """The field that sets `name`, the chosen provider's among them."""
        return self.fields.get(name) or (self._shown.fields.get(name) if self._shown else None)

    def clear_errors(self) -> None:
        super().clear_errors()
        for each in self._shown.fields.values() if self._shown else ():
            each.show_error("")

    @property
    def typed_key(self) -> tuple[str, str, bool] | None:
        """Provider, key, and whether for this session only, of a key that was typed and is not kept yet."""
        for name, form in self._forms.items():
            if form.key and form.key.typed:
                return name, form.key.typed, form.key.session_only
        return None

    def show_not_taking_over(self, sentences: tuple[str, ...]) -> None:
        """Why some of the list cannot take over."""
        self.fields["failover"].show_note(" ".join((TAKING_OVER, *sentences)))

    # ------------------------------------------------------------------------------------------- keys

    def show_key(self, provider: str, state: KeyState) -> None:
        """What there is of a provider's key."""
        if (form := self._forms.get(provider)) and form.key:
            form.key.show_state(state)

    def forget_typed(self, provider: str) -> None:
        """The key that was typed is kept now."""
        if (form := self._forms.get(provider)) and form.key:
            form.key.clear()

    def show_key_news(self, provider: str, news: str, good: bool) -> None:
        """What came of what was done with a key."""
        if (form := self._forms.get(provider)) and form.key:
            form.key.show_busy(False)
            form.fields["key"].show_note(news if good else "")
            form.fields["key"].show_error("" if good else news)

    def _busy(self, form: ProviderForm, doing: str) -> None:
        form.key.show_busy(True)
        form.fields["key"].show_error("")
        form.fields["key"].show_note(doing)

    # ------------------------------------------------------------------------------------------- the provider

    def _show_provider(self) -> None:
        info = self._providers.get(self._provider.current)
        self.fields["provider"].show_error("")
        self.fields["provider"].show_note(self._provider.note)
        self._shown = self._form(info) if info else None
        self._take_over.show_first(self._provider.current)
        for form in self._forms.values():
            for field in form.fields.values():
                self.form.setRowVisible(field, form is self._shown)
        self._show_languages(info)
        self._show_keeping(info)
        self.ask_for_key()
        self.changed.emit()

    def _show_keeping(self, info: ProviderInfo | None) -> None:
        """Offered only where it has an effect; what is chosen stays chosen for the others."""
        field = self.fields["keep_connection_s"]
        self.form.setRowVisible(field, bool(info and info.endpoint))
        if info:
            offered = info.capabilities.keeps_connections
            self._keep.setEnabled(offered)
            field.show_note(f"{KEEPING} {info.idle_cost}" if offered else info.idle_cost)

    def _form(self, info: ProviderInfo) -> ProviderForm:
        if info.id not in self._forms:
            form = ProviderForm(info, self._settings.choice(info.id))
            self._forms[info.id] = form
            for row, (name, field) in enumerate(form.fields.items(), self._top):
                put_row(self.form, row, form.titles[name], field)
            form.changed.connect(self.changed)
            if form.key:
                self._connect_key(form)
        return self._forms[info.id]

    def _connect_key(self, form: ProviderForm) -> None:
        name = form.info.id

        def save(key: str, session_only: bool) -> None:
            self._busy(form, "Saving…")
            self.key_saved.emit(name, key, session_only)

        def test(key: str) -> None:
            self._busy(form, f"Connecting to {form.info.name}…")
            self.key_tested.emit(name, key)

        def delete() -> None:
            self._busy(form, "Deleting…")
            self.key_deleted.emit(name)

        form.key.saved.connect(save)
        form.key.tested.connect(test)
        form.key.deleted.connect(delete)
        form.key.page_requested.connect(lambda: self.page_requested.emit(form.info.key_page))

    def ask_for_key(self) -> None:
        """Ask where the key of the provider shown is."""
        if self._shown and self._shown.key:
            self.key_wanted.emit(self._shown.info.id)

    # ------------------------------------------------------------------------------------------- the language

    def _show_languages(self, info: ProviderInfo | None) -> None:
        """What is wanted stays wanted by the next provider; if that does not know it, this says so at once."""
        spoken = bool(info and self._wanted and info.speaks(self._wanted))
        self._language.show_choices(
            language_choices(info.languages, self._wanted, spoken) if info else (), self._wanted
        )
        refused = info and self._wanted and not spoken
        self.fields["language"].show_error(
            f"{info.name} does not know {language_name(self._wanted)}. Choose another language, or another recogniser."
            if refused
            else ""
        )

    def _choose_language(self, tag: str) -> None:
        self._wanted = tag
        self.fields["language"].show_error("")
        self.changed.emit()
