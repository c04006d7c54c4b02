"""What the gateway's door lets in."""

from __future__ import annotations

import json

import pytest

from nlu.components.gateway_request import MAX_BODY_BYTES, MAX_TEXT_CHARS, Refused, as_text_or_payload, read

INTENTS = {"menu", "lapor", "tanya", "pilih", "ragu", "nlu_fallback", "restart", "back"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"{", "not_json"),
        (b"[" * 50_000, "not_json"),
        (b"[]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"sender": "a"}', "bad_message"),
        (b'{"sender": "a", "message": ""}', "bad_message"),
        (b'{"sender": "a", "message": " \\n"}', "bad_message"),
        (b'{"sender": "a", "message": 7}', "bad_message"),
        (json.dumps({"sender": "a", "message": "x" * (MAX_TEXT_CHARS + 1)}).encode(), "bad_message"),
        (b'{"message": "halo"}', "bad_sender"),
        (b'{"sender": null, "message": "halo"}', "bad_sender"),
        (b'{"sender": "a b", "message": "halo"}', "bad_sender"),
        (b'{"sender": "a\\n", "message": "halo"}', "bad_sender"),
        (json.dumps({"sender": "a" * 129, "message": "halo"}).encode(), "bad_sender"),
        (b'{"sender": "a", "message": "halo", "metadata": []}', "bad_metadata"),
        (b'{"sender": "a", "message": "halo", "metadata": {"message_id": 7}}', "bad_metadata"),
        (b'{"sender": "a", "message": "halo", "metadata": {"x": {"y": 1}}}', "bad_metadata"),
        (b" " * (MAX_BODY_BYTES + 1), "too_large"),
    ],
)
def test_a_malformed_body_is_refused_with_a_word(body: bytes, word: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(body)
    assert (refusal.value.status, refusal.value.word) == (400, word)


def test_a_message_needs_no_metadata_and_loses_its_outer_blanks() -> None:
    assert read(b'{"sender": "a-1_B", "message": " halo "}') == {"sender": "a-1_B", "message": "halo", "metadata": {}}


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert read(b'{"sender": "a", "message": "x\\ud83d"}')["message"] == "x?"


@pytest.mark.parametrize(
    "payload", ["/menu", "/pilih", '/tanya{"topic": "opp"}', '/tanya{"topic":"syarat_umum"}', "/lapor{}"]
)
def test_a_payload_of_our_buttons_stays_a_payload(payload: str) -> None:
    assert as_text_or_payload(payload, INTENTS) == payload


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("halo", "halo"),
        ("/restart", "restart"),
        ("/back", "back"),
        ("/session_start", "session_start"),
        ("/nlu_fallback", "nlu_fallback"),
        ('/ragu{"topic_1":"a","topic_2":"b"}', 'ragu{"topic_1":"a","topic_2":"b"}'),
        ("/start", "start"),
        ("/menu dong", "menu dong"),
        ("/lapor@0.3", "lapor@0.3"),
        ("/tanya", "tanya"),
        ("/tanya{}", "tanya{}"),
        ('/tanya{"topic": ["opp"]}', 'tanya{"topic": ["opp"]}'),
        ('/tanya{"topic": "{lapor_hasil}"}', 'tanya{"topic": "{lapor_hasil}"}'),
        ('/tanya{"topic": "opp"', 'tanya{"topic": "opp"'),
        ('/tanya{"topic": "opp", "x": "y"}', 'tanya{"topic": "opp", "x": "y"}'),
        ('/menu{"a": ' + "[" * 5_000 + "}", 'menu{"a": ' + "[" * 5_000 + "}"),
        ("// menu", "menu"),
        ("/", "?"),
    ],
)
def test_anything_else_with_a_slash_is_text(typed: str, text: str) -> None:
    assert as_text_or_payload(typed, INTENTS) == text
