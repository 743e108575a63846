"""The ways of each vendor that surprise a client: kept by its simulator."""

import json
import re
from dataclasses import replace

import pytest

from rig.simulators.server import Simulator
from rig.simulators.services import SERVICES
from rig.simulators.tones import WORDS
from rig.vendor_manuals import MANUALS, Client

SPOKEN = " ".join(WORDS[5:22])


def dictated(provider: str, words: str = SPOKEN, silence_ms: int = 200, **changes: object) -> Client:
    """A dictation by the manual with these changes; no wrong manners."""
    with Simulator(SERVICES[provider], check_pace=False) as simulator:
        manual = replace(MANUALS[provider], **changes)
        with Client(simulator, manual) as client:
            client.speak(words, silence=bytes(32 * silence_ms))
            client.finalize(wait=False)
            client.end()
    assert simulator.violations == []
    assert simulator.heard == words
    return client


def query(provider: str, **changes: str) -> tuple[tuple[str, str], ...]:
    return tuple({**dict(MANUALS[provider].query), **changes}.items())


# ---------------------------------------------------------------------------------------------- Soniox


def test_soniox_judges_the_key_only_behind_the_first_message():
    with Simulator(SERVICES["soniox"]) as simulator:
        manual = replace(MANUALS["soniox"], headers={"Authorization": "Bearer wrong"})
        with Client(simulator, manual) as client:
            client.until(lambda: False)
    assert client.messages[0]["error_code"] == 401
    assert client.messages[0]["error_type"] == "unauthenticated"
    assert client.closed == (1000, "")
    assert simulator.violations == []


def test_soniox_says_pieces_of_words_and_replaces_the_tail():
    client = dictated("soniox")
    finals = [token["text"] for message in client.messages for token in message["tokens"] if token["is_final"]]
    assert "".join(finals).replace("<fin>", "") == SPOKEN
    assert not finals[0].startswith(" ")
    assert any(piece and not piece.startswith(" ") for piece in finals[1:]), "words are cut"
    shown = ["".join(t["text"] for t in m["tokens"] if not t["is_final"]) for m in client.messages]
    assert any(text and not SPOKEN.startswith(text.strip()) for text in shown), "the tail is a guess, and moves on"
    for message in client.messages:
        kinds = [token["is_final"] for token in message["tokens"]]
        assert kinds == sorted(kinds, reverse=True), "final tokens stand first"


def test_soniox_says_the_marker_in_both_ways():
    """With the words in one message, and in a message of its own."""
    with Simulator(SERVICES["soniox"], check_pace=False) as simulator, Client.of(simulator) as client:
        for words in ("alpha", "bravo"):
            client.speak(words)
            client.finalize()
        client.end()
    marked = [m["tokens"] for m in client.messages if any(t["text"] == "<fin>" for t in m["tokens"])]
    assert [len(tokens) > 1 for tokens in marked] == [True, False]


def test_soniox_detects_the_end_of_speech_if_asked_to():
    opening = {**json.loads(MANUALS["soniox"].opening), "enable_endpoint_detection": True, "max_endpoint_delay_ms": 500}
    client = dictated("soniox", "alpha bravo", silence_ms=1000, opening=json.dumps(opening))
    texts = [token["text"] for message in client.messages for token in message["tokens"] if token["is_final"]]
    assert texts[-2:] == ["<end>", "<fin>"]


def test_soniox_does_not_make_final_what_was_not_finalized():
    with Simulator(SERVICES["soniox"], check_pace=False) as simulator, Client.of(simulator) as client:
        client.speak("alpha bravo")
        client.end()
    assert client.text == ""
    assert client.messages[-1]["finished"]
    assert "words were not final" in simulator.violations[0]


def test_soniox_complains_of_a_stream_without_audio():
    with Simulator(SERVICES["soniox"]) as simulator, Client.of(simulator) as client:
        client.finalize()
        client.end()
    assert client.messages[-1]["error_message"] == "No audio received."
    assert simulator.violations == []


def test_soniox_is_kept_awake_by_keepalive():
    with Simulator(SERVICES["soniox"], idle_limit_s=0.2) as simulator, Client.of(simulator) as client:
        client.send('{"type":"keepalive"}')
        client.until(lambda: False)
    assert client.messages[-1]["error_code"] == 408
    assert simulator.violations == []


# ---------------------------------------------------------------------------------------------- Smallest


def smallest_finals(client: Client) -> list[str]:
    return [m.get("transcript", "") for m in client.messages if m.get("is_final")]


def test_smallest_ends_a_segment_every_ten_words():
    finals = smallest_finals(dictated("smallest"))
    assert finals == [" ".join(WORDS[5:15]), " ".join(WORDS[15:22]), ""]


def test_smallest_puts_a_space_behind_finals_without_itn_and_does_not_say_what_they_answer():
    client = dictated("smallest", query=query("smallest", itn_normalize="false"))
    assert all(final.endswith(" ") for final in smallest_finals(client)[:-1])
    assert not any("from_finalize" in message for message in client.messages)


def test_smallest_says_with_itn_which_final_answers():
    client = dictated("smallest")
    assert [m["from_finalize"] for m in client.messages if m["is_final"]] == [False, True, False]
    assert [m["is_last"] for m in client.messages if m["is_final"]] == [False, False, True]


def test_smallest_ends_segments_on_silence_even_when_words_do_not():
    changed = query("smallest", finalize_on_words="false", eou_timeout_ms="800")
    finals = smallest_finals(dictated("smallest", silence_ms=1000, query=changed))
    assert finals == [SPOKEN, "", ""]
    changed = query("smallest", finalize_on_words="false", eou_timeout_ms="10000", endpointing="false", max_words="12")
    assert smallest_finals(dictated("smallest", silence_ms=1000, query=changed)) == [
        " ".join(WORDS[5:17]),
        " ".join(WORDS[17:22]),
        "",
    ]


def test_smallest_names_the_text_differently_on_its_two_paths():
    old = dictated("smallest", "alpha bravo charlie")
    live = dictated(
        "smallest", "alpha bravo charlie", path="/waves/v1/stt/live", query=query("smallest", model="pulse")
    )
    assert all("transcript" in message and "transcription" not in message for message in old.messages)
    assert all("transcription" in message and message["type"] == "transcription" for message in live.messages)
    assert not all("transcript" in message for message in live.messages)


def test_smallest_writes_some_languages_without_spaces():
    client = dictated("smallest", "alpha bravo", query=query("smallest", language="ja"))
    assert smallest_finals(client)[0] == "alphabravo"


def test_smallest_closes_without_a_word_on_a_language_it_does_not_have():
    manual = replace(MANUALS["smallest"], query=query("smallest", language="tlh"))
    with Simulator(SERVICES["smallest"]) as simulator, Client(simulator, manual) as client:
        client.until(lambda: False)
    assert client.messages == []
    assert "language 'tlh' is none of" in simulator.violations[0]


def test_smallest_answers_keepalive():
    with Simulator(SERVICES["smallest"]) as simulator, Client.of(simulator) as client:
        client.send('{"type":"keepalive"}')
        client.end()
    assert client.messages[0] == {"type": "pong"}
    assert client.messages[-1]["is_last"]


# ---------------------------------------------------------------------------------------------- Cartesia


def test_cartesia_cuts_deltas_anywhere_and_some_are_empty():
    client = dictated("cartesia")
    deltas = [message["text"] for message in client.messages if message["type"] == "transcript"]
    assert "" in deltas
    assert any(text and text[0] not in " " for text in deltas[1:])
    assert client.messages[-1] == {"type": "done", "request_id": "r-1"}


def test_cartesia_says_the_space_between_utterances_in_the_second_one():
    with Simulator(SERVICES["cartesia"], check_pace=False) as simulator, Client.of(simulator) as client:
        client.speak("alpha")
        client.finalize()
        first = client.text
        client.speak("bravo")
        client.finalize()
        client.end()
    assert (first, client.text) == ("alpha", "alpha bravo")


def test_cartesia_shows_previews_with_ink_whisper_only():
    whisper = dictated("cartesia", query=query("cartesia", model="ink-whisper", language="de"))
    assert any(message.get("is_final") is False for message in whisper.messages)
    assert not any(message.get("is_final") is False for message in dictated("cartesia").messages)


def test_cartesia_takes_the_old_word_for_the_end():
    assert dictated("cartesia", end="done").messages[-1]["type"] == "done"


# ---------------------------------------------------------------------------------------------- Deepgram


def deepgram_finals(client: Client) -> list[tuple[str, bool, bool]]:
    return [
        (m["channel"]["alternatives"][0]["transcript"], m["speech_final"], m.get("from_finalize", False))
        for m in client.messages
        if m["type"] == "Results" and m["is_final"]
    ]


def test_deepgram_closes_long_segments_of_its_own_accord():
    finals = deepgram_finals(dictated("deepgram", " ".join(WORDS[:45])))
    assert len(finals) == 3
    assert [mark for _, _, mark in finals] == [False, False, True]


def test_deepgram_does_not_answer_finalize_when_endpointing_was_first():
    """The vendor: "In most cases, you will receive this response, but it is not guaranteed"."""
    client = dictated("deepgram", "alpha bravo", query=query("deepgram", endpointing="10"))
    assert deepgram_finals(client) == [("alpha bravo", True, False)]
    assert client.messages[-1]["type"] == "Metadata"


def test_deepgram_answers_finalize_without_words_if_there_was_enough_to_listen_to():
    client = dictated("deepgram", "alpha bravo", silence_ms=1200)
    assert deepgram_finals(client) == [("alpha bravo", True, False), ("", False, True)]


def test_deepgram_shows_interim_text_of_the_segment_only_if_asked_to():
    shown = [m for m in dictated("deepgram").messages if m["type"] == "Results" and not m["is_final"]]
    assert shown and all(message["start"] in (0, 3.5, 3.6) for message in shown)
    silent = dictated("deepgram", query=tuple(p for p in MANUALS["deepgram"].query if p[0] != "interim_results"))
    assert all(message["is_final"] for message in silent.messages if message["type"] == "Results")


def test_deepgram_takes_an_empty_binary_frame_for_the_end():
    with Simulator(SERVICES["deepgram"]) as simulator, Client.of(simulator) as client:
        client.speak("alpha")
        client.send(b"")
        client.until(lambda: False)
    assert client.text == "alpha"
    assert client.messages[-1]["type"] == "Metadata"
    assert len(simulator.violations) == 1


def test_deepgram_hangs_up_on_a_client_that_says_nothing():
    with Simulator(SERVICES["deepgram"], idle_limit_s=0.1) as simulator, Client.of(simulator) as client:
        client.until(lambda: False)
    assert client.closed and client.closed[0] == 1011 and client.closed[1].startswith("NET-0001")
    assert simulator.violations == []


def test_deepgram_takes_new_terms_in_the_middle():
    with Simulator(SERVICES["deepgram"]) as simulator, Client.of(simulator) as client:
        client.send('{"type":"Configure","keyterms":["x"]}')
        client.end()
    assert client.messages[0]["type"] == "ConfigureSuccess"
    assert simulator.violations == []


# ---------------------------------------------------------------------------------------------- Flux


def test_flux_greets_and_counts_its_messages():
    client = dictated("deepgram-flux")
    assert client.messages[0]["type"] == "Connected"
    assert [message["sequence_id"] for message in client.messages] == list(range(len(client.messages)))


def test_flux_says_the_turn_so_far_each_quarter_of_a_second():
    client = dictated("deepgram-flux")
    turns = [message for message in client.messages if message["type"] == "TurnInfo"]
    assert [m["audio_window_end"] for m in turns[:8]] == [0.25 * n for n in range(1, 9)]
    assert [m["event"] for m in turns].count("StartOfTurn") == 1
    assert turns[-1]["event"] == "EndOfTurn" and turns[-1]["trigger"] == "manual"
    lengths = [len(m["words"]) for m in turns]
    assert lengths == sorted(lengths)


def test_flux_warns_when_there_is_no_turn_to_end():
    client = dictated(
        "deepgram-flux", "alpha bravo", silence_ms=1500, query=query("deepgram-flux", eot_threshold="0.7")
    )
    ends = [message for message in client.messages if message.get("event") == "EndOfTurn"]
    assert [(message["transcript"], message["trigger"]) for message in ends] == [("alpha bravo", "model")]
    assert client.messages[-1]["code"] == "FORCE_END_TURN_NO_ACTIVE_TURN"


def test_flux_ends_a_turn_at_its_timeout():
    changed = query("deepgram-flux", eot_timeout_ms="500")
    client = dictated("deepgram-flux", "alpha bravo", silence_ms=1500, query=changed)
    assert [m["trigger"] for m in client.messages if m.get("event") == "EndOfTurn"] == ["timeout"]


def test_flux_says_the_rest_in_an_update_when_it_is_closed_and_has_no_last_message():
    with Simulator(SERVICES["deepgram-flux"], check_pace=False) as simulator, Client.of(simulator) as client:
        client.speak("alpha bravo")
        client.end()
    assert client.messages[-1]["event"] == "Update"
    assert client.messages[-1]["transcript"] == "alpha bravo"
    assert not any(message.get("event") == "EndOfTurn" for message in client.messages)
    assert client.closed == (1005, "")


def test_flux_takes_new_thresholds_in_the_middle():
    with Simulator(SERVICES["deepgram-flux"], check_pace=False) as simulator, Client.of(simulator) as client:
        client.send('{"type":"Configure","thresholds":{"eot_threshold":0.7},"keyterms":["x"]}')
        client.speak("alpha", silence=bytes(32_000))
        client.until(lambda: any(message.get("trigger") == "model" for message in client.messages))
        client.end()
    assert client.messages[1]["type"] == "ConfigureSuccess"


# ---------------------------------------------------------------------------------------------- all


@pytest.mark.parametrize("provider", sorted(set(SERVICES) - {"cartesia"}))  # ink-2 shows only finals
def test_the_last_word_is_shown_half_before_it_is_final(provider):
    client = dictated(provider, "alpha bravo charlie delta echo foxtrot")
    shown = re.findall(r"\w+", json.dumps(client.messages))
    assert {"alp", "bra", "char", "del", "ec", "fox"} & set(shown)
