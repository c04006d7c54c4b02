"""The gateway's door at a running Rasa: who may come in, and what it says when it cannot answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.nlu.conftest import House
from tests.nlu.house import TOKEN, Rasa

pytestmark = pytest.mark.rasa
HELLO = {"sender": "a", "message": "halo"}


@pytest.mark.parametrize("token", ["wrong", TOKEN + "x", TOKEN[:-1]])
def test_a_wrong_token_is_turned_away(rasa: Rasa, token: str) -> None:
    reply = rasa.post(HELLO, token=token)
    assert (reply.status_code, reply.json()) == (401, {"error": "unauthorised"})


@pytest.mark.parametrize(
    "header", [None, b"", b"Bearer", TOKEN.encode(), b"Basic " + TOKEN.encode(), b"Bearer \xff\xfe", b"Bearer \xc3\xa9"]
)
def test_a_missing_or_strange_authorization_is_turned_away(rasa: Rasa, header: bytes | None) -> None:
    headers = {} if header is None else {b"Authorization": header}
    assert rasa.web.post("/webhooks/gateway/webhook", json=HELLO, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[]", b"[" * 60_000, b'{"sender":"a","message":["x"]}', b"x" * 70_000]
)
def test_a_malformed_body_is_a_400_never_a_500(rasa: Rasa, body: bytes) -> None:
    assert rasa.post(body).status_code == 400


STRANGE = ["\x00", "x\ud83d y", "a" * 7_000, "{lapor_hasil} {0[x]}", "\u202e\u200b", "/" * 4_000, "%s %d"]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_text_is_answered(rasa: Rasa, citizen: str, text: str) -> None:
    reply = rasa.post(json.dumps({"sender": citizen, "message": f"x{text}"}).encode())
    assert reply.status_code == 200
    assert reply.json()["replies"]


def test_rasas_own_http_api_asks_for_the_token(rasa: Rasa) -> None:
    assert rasa.web.get("/conversations/a/tracker").status_code == 401
    assert rasa.web.post("/model/parse", json={"text": "halo"}).status_code == 401
    assert rasa.web.get("/conversations/a/tracker", params={"token": TOKEN}).status_code == 200


def test_no_other_channel_is_open(rasa: Rasa) -> None:
    assert rasa.web.post("/webhooks/rest/webhook", json=HELLO).status_code == 404


def test_without_an_action_server_the_answer_is_empty_and_failed(house: House, tmp_path: Path, citizen: str) -> None:
    alone = Rasa(tmp_path, actions_url="http://127.0.0.1:9/webhook", model_url=house.door.url)
    try:
        alone.start()
        answer = alone.say(citizen, "/lapor")
        assert (answer["replies"], answer["failed"]) == ([], True)
        assert alone.names(citizen, "opp itu apa ya") == ["opp"]
    finally:
        alone.stop()


def test_without_a_token_rasa_does_not_start(house: House, tmp_path: Path) -> None:
    open_to_all = Rasa(tmp_path, actions_url=house.actions.url, model_url=house.door.url, BOT_RASA_TOKEN="")
    open_to_all.start(wait=False)
    assert open_to_all.exit_code(within=30) == 1
