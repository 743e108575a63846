"""The settings for a command that names its provider itself. Imports the settings' file and the recognisers.

What the user has set for that provider counts here, too: a key may belong to one region, a server may be their own.
"""

from dataclasses import replace

from providers.catalogue import provider

from . import recognisers
from .folders import folders
from .settings import Settings
from .settings_file import load


def settings_for(provider_id: str, endpoint: str | None, language: str | None) -> Settings:
    """The user's settings, with this provider, this language, and this endpoint if there is one.

    The language of the settings does not count: it was chosen for another provider. Raises ValueError, with a sentence
    for the user, for what the provider refuses; and for a damaged file, which might have named another server than the
    provider's own.
    """
    info = provider(provider_id)
    file = folders().settings_file
    loaded = load(file)
    if loaded.problem and info.endpoint and endpoint is None:
        raise ValueError(f"{loaded.problem} Run the command again if that will do.")
    if endpoint is not None and info.endpoint is None:
        raise ValueError(f"{info.name} uses no network: leave {endpoint!r} out.")
    settings = replace(loaded.settings, provider=provider_id, language=language)
    if endpoint is not None:
        settings = settings.with_choice(provider_id, replace(settings.choice(provider_id), endpoint=endpoint))
    for field, sentence in recognisers.refusals(settings).items():
        given_here = field == "language" or (field == "endpoint" and endpoint is not None)
        raise ValueError(sentence if given_here else f"What {file} says about {info.name} will not do: {sentence}")
    return settings
