"""app/names.py: what providers are called in sentences."""

import pytest

from app.names import billing_page, capitalised, name, without_name
from providers.catalogue import PROVIDERS


@pytest.mark.parametrize("info", PROVIDERS, ids=lambda info: info.id)
def test_every_provider_has_a_name_for_sentences(info):
    assert name(info.id) in (info.name, info.called)


def test_one_that_is_not_in_the_catalogue_stands_for_itself():
    assert name("whisper-9") == "whisper-9"


@pytest.mark.parametrize("info", PROVIDERS, ids=lambda info: info.id)
def test_where_a_key_costs_something_there_is_a_page_to_pay_at(info):
    assert billing_page(info.id) == info.billing_page
    assert (billing_page(info.id) is not None) == info.needs_key
    assert billing_page("whisper-9") is None


def test_sentences_begin_with_a_capital():
    assert [capitalised(each) for each in ("the one", "Two", "")] == ["The one", "Two", ""]


@pytest.mark.parametrize(
    ("detail", "provider", "rest"),
    [
        ("Deepgram: no", "deepgram", "no"),
        ("Deepgram Flux: no: never", "deepgram-flux", "no: never"),
        ("Smallest: no", "smallest", "no"),
        ("Soniox: no", "deepgram", "Soniox: no"),
        ("Deepgram:", "deepgram", "Deepgram:"),
        ("Deepgram", "deepgram", "Deepgram"),
        (": no", "deepgram", ": no"),
    ],
)
def test_a_name_is_not_said_twice(detail, provider, rest):
    assert without_name(detail, provider) == rest
