"""The check of the chosen provider. Imports the catalogue, the settings, the recognisers and the keys."""

from app import recognisers
from app.keys import Keys, Missing
from providers.catalogue import PROVIDERS, UnknownProvider, provider

from .finding import Finding
from .system import chosen


def providers() -> Finding:
    """Whether the chosen provider is one of those there are, takes what is set, and has a key. Speaks to nobody but the
    key store."""
    settings = chosen()[0]
    names = ", ".join(info.name for info in PROVIDERS)
    try:
        info = provider(settings.provider)
    except UnknownProvider as error:
        return Finding(
            "providers", False, f"The settings want something else: {error}", "The next start uses the default."
        )
    if refused := recognisers.refusals(settings):
        why = " ".join(refused.values())
        return Finding("providers", False, f"{info.name} is chosen, but: {why}", "Change it in the settings.")
    if info.needs_key:
        match Keys().find(info.id):
            case Missing(sentence, _):
                return Finding("providers", False, f"{info.name} is chosen. {sentence}", _enter_key(info.id))
            case found:
                return Finding(
                    "providers",
                    True,
                    f"{info.name} is chosen, and its API key is {found.where.value}. {_TEST}{info.id}",
                )
    return Finding("providers", True, f"{info.name} is chosen. There are: {names}.")


_TEST = "Test it with: holdfast key test "


def _enter_key(provider_id: str) -> str:
    return f"Enter it in the settings, or with: holdfast key set {provider_id}"
