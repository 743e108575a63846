"""What can be set for one provider only: its key, its options, its endpoint. Drawn from the catalogue's data.

Imports the catalogue's data, the fields, and `app.settings` for the frozen values it takes and gives.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from app.settings import OptionValue, ProviderChoice
from providers.info import Option, ProviderInfo

from .fields import Field
from .key_field import KeyField
from .option_editor import Editor, editor_for, note_on

OPTIONS = "options."


class ProviderForm(QObject):
    """The fields of one provider, for somebody else's layout.

    Made once for each provider that is looked at, so that what was typed stays while another is looked at.
    """

    changed = Signal()

    def __init__(self, info: ProviderInfo, choice: ProviderChoice) -> None:
        super().__init__()
        self.info = info
        self._choice = choice
        self.fields: dict[str, Field] = {}
        self.titles: dict[str, str] = {}
        self.key = KeyField(info.name, info.key_page or "") if info.needs_key else None
        self._editors: dict[str, Editor] = {}
        self._endpoint = QLineEdit(choice.endpoint or "")
        if self.key:
            self._add("key", "API &key", Field(self.key))
        for option in info.options:
            self._add(OPTIONS + option.name, option.title, self._option_field(option))
        if info.endpoint:
            self._endpoint.setPlaceholderText(info.endpoint)
            note = "Another server instead of the provider's own. Your key and your speech go there."
            self._add("endpoint", "&Endpoint", Field(self._endpoint, note))
        self._endpoint.textEdited.connect(self.changed)

    @property
    def choice(self) -> ProviderChoice:
        """What stands there. An option that has its default is left out: a later default may be better."""
        defaults = {option.name: option.default for option in self.info.options}
        options: dict[str, OptionValue] = {
            name: value for name, value in self._choice.options.items() if name not in defaults
        }
        options |= {name: each.value for name, each in self._editors.items() if each.value != defaults[name]}
        endpoint = self._endpoint.text().strip() if self.info.endpoint else self._choice.endpoint
        return ProviderChoice(endpoint or None, options)

    def _add(self, name: str, title: str, field: Field) -> None:
        self.fields[name] = field
        self.titles[name] = title

    def _option_field(self, option: Option) -> Field:
        editor = editor_for(option)
        self._editors[option.name] = editor
        field = Field(editor, note_on(option))
        if option.name in self._choice.options:
            value = self._choice.options[option.name]
            try:
                option.check(value)
            except ValueError as error:
                field.show_error(f"{error} The default stands here now.")
            else:
                editor.show_value(value)
        for signal in ("toggled", "textEdited", "chosen", "valueChanged"):
            if hasattr(editor, signal):
                getattr(editor, signal).connect(lambda *_: self._edited(field))
        return field

    def _edited(self, field: Field) -> None:
        field.show_error("")
        self.changed.emit()
