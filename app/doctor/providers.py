"""The check of the chosen provider. Imports the catalogue, the settings."""

from providers.catalogue import PROVIDERS, UnknownProvider, provider

from .finding import Finding
from .system import chosen


def providers() -> Finding:
    """Whether the chosen provider is one of those there are."""
    names = ", ".join(info.name for info in PROVIDERS)
    try:
        info = provider(chosen()[0].provider)
    except UnknownProvider as error:
        return Finding(
            "providers", False, f"The settings want something else: {error}", "The next start uses the default."
        )
    return Finding("providers", True, f"{info.name} is chosen. There are: {names}.")
