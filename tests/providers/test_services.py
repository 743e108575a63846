"""providers/services.py: what the settings offer is what the codecs take, no more and no less."""

import pytest

from providers.factory import UnsuitableChoice, fit_terms, make_recogniser
from providers.services import SERVICES, Service, with_defaults
from providers.vocabulary import MULTI
from providers.wire import OptionError

EVERY = pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.info.id)


def make(service: Service, language=None, terms=(), base=None, **chosen):
    return service.make(language, with_defaults(service.info, chosen), tuple(terms), base)


@EVERY
def test_the_defaults_make_a_codec_that_speaks_to_the_service_itself(service):
    handshake = make(service).endpoint("a-key")
    assert handshake.url.startswith(str(service.info.endpoint))
    assert "a-key" not in handshake.url
    assert "a-key" not in repr(handshake)


@EVERY
def test_every_language_on_offer_is_taken(service):
    for language in service.info.languages:
        assert service.info.speaks(language)
        make(service, language, **({"dictation": False} if service.info.id == "deepgram" else {}))


@EVERY
def test_the_bounds_and_choices_on_offer_are_those_that_the_service_takes(service):
    for option in service.info.options:
        match option.kind:
            case "number":
                make(service, **{option.name: option.least})
                make(service, **{option.name: option.most})
                for beyond in (option.least - 1, option.most + 1):
                    with pytest.raises(ValueError):
                        option.check(beyond)
            case "switch":
                make(service, **{option.name: True})
                make(service, **{option.name: False})
            case _:
                for choice in option.choices:
                    if option.name != "region":  # a region may lack a language
                        make(service, **{option.name: choice})
                with pytest.raises(ValueError):
                    option.check("no such thing")


@EVERY
def test_an_endpoint_of_ones_own_is_taken_and_one_that_would_leak_the_key_refused(service):
    assert make(service, base="ws://127.0.0.1:9").endpoint("k").url.startswith("ws://127.0.0.1:9/")
    with pytest.raises(OptionError, match=r"ws://example\.org"):
        make(service, base="ws://example.org")


@EVERY
def test_terms_that_fit_are_sent_and_the_others_named(service):
    terms = tuple(f"term{number}" for number in range(2_000))
    kept, left_out = fit_terms(service.info.id, terms)
    assert kept and left_out
    assert kept + left_out == terms
    sent = make(service, terms=kept)
    wire = sent.endpoint("k").url + "".join(str(frame) for frame in sent.opening())
    assert "term0" in wire and left_out[-1] not in wire


def test_cartesia_takes_terms_with_its_english_model_only():
    assert fit_terms("cartesia", ["Holdfast"]) == (("Holdfast",), ())
    assert fit_terms("cartesia", ["Holdfast"], language="de") == ((), ("Holdfast",))


def test_soniox_is_strict_only_about_a_language_that_was_chosen():
    assert "strict" not in str(make(SERVICES["soniox"], strict=True).opening())
    assert "strict" not in str(make(SERVICES["soniox"], MULTI, strict=True).opening())
    assert '"language_hints_strict":true' in "".join(make(SERVICES["soniox"], "de", strict=True).opening()).replace(
        " ", ""
    )


@EVERY
def test_what_cannot_be_is_refused_before_anything_is_connected(service):
    name = service.info.id
    with pytest.raises(UnsuitableChoice, match="tlh"):
        make_recogniser(name, language="tlh")
    with pytest.raises(UnsuitableChoice, match="mood"):
        make_recogniser(name, options={"mood": "calm"})
    with pytest.raises(ValueError, match="from 500 up to 3000"):
        make_recogniser("soniox", options={"max_endpoint_delay_ms": 3001})
