"""WhatsApp's door: handshake, signature, everything in a body kept once, and rubbish that loses no neighbour."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.channels import webhooks
from bot.channels.whatsapp import reading
from bot.channels.whatsapp.envelope import Heard, unpack
from bot.conversations.models import InboxItem
from bot.incidents import Incident
from bot.meters import Meters
from bot.runtime import Runtime
from tests.channels.fake_whatsapp import NUMBER_ID, SECRET, TOKEN, VERIFY, FakeWhatsApp, contact, signed

PHONE, USER = "6281200001111", "ID.13491208655302741918"
ADDRESS = "/webhooks/whatsapp"


@pytest.fixture
def api() -> FakeWhatsApp:
    return FakeWhatsApp()


def switch_on(runtime: Runtime) -> None:
    chosen = runtime.settings
    chosen.whatsapp_token, chosen.whatsapp_app_secret = SecretStr(TOKEN), SecretStr(SECRET)
    chosen.whatsapp_verify_token, chosen.whatsapp_phone_number_id = SecretStr(VERIFY), NUMBER_ID
    chosen.whatsapp_template = "kabar_netral"


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=webhooks.routes(runtime, Meters()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


@pytest.fixture
async def door(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    switch_on(runtime)
    async with opened(runtime) as client:
        yield client


async def give(door: httpx.AsyncClient, body: Any, *, raw: bytes | None = None) -> int:
    raw = raw if raw is not None else json.dumps(body).encode()
    return (await door.post(ADDRESS, content=raw, headers=signed(raw))).status_code


async def kept(runtime: Runtime) -> list[InboxItem]:
    async with runtime.db.read() as session:
        rows = list(await session.scalars(select(InboxItem).order_by(InboxItem.received_at, InboxItem.external_id)))
        for row in rows:
            assert row.body is None or isinstance(row.body, dict)
        return rows


def query(**more: str) -> dict[str, str]:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    return {**asked, **{key.replace("_", ".", 1): value for key, value in more.items()}}


async def test_the_handshake_echoes_the_challenge_to_who_knows_our_word(door) -> None:
    answer = await door.get(ADDRESS, params=query())
    assert (answer.status_code, answer.text) == (200, "1158201444")
    for wrong in (query(hub_verify_token="lain"), query(hub_mode="unsubscribe"), query(hub_verify_token="é"), {}):
        assert (await door.get(ADDRESS, params=wrong)).status_code == 403


async def test_without_a_word_or_a_secret_of_ours_nobody_comes_in(runtime: Runtime, api) -> None:
    switch_on(runtime)
    runtime.settings.whatsapp_verify_token = runtime.settings.whatsapp_app_secret = SecretStr("")
    async with opened(runtime) as door:
        assert (await door.get(ADDRESS, params=query(hub_verify_token=""))).status_code == 403
        raw = json.dumps(api.says(PHONE, "halo")).encode()
        assert (await door.post(ADDRESS, content=raw, headers=signed(raw, ""))).status_code == 403


async def test_switched_off_the_door_says_so(runtime: Runtime, api) -> None:
    async with opened(runtime) as door:
        assert await give(door, api.says(PHONE, "halo")) == 404
        assert (await door.get(ADDRESS, params=query())).status_code == 404


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=00", "sha1=abc", "sha256=\xff", None])
async def test_a_body_without_our_signature_is_refused_and_not_kept(door, runtime, api, header) -> None:
    raw = json.dumps(api.says(PHONE, "halo")).encode()
    headers = {} if header is None else {"X-Hub-Signature-256": header.encode("latin-1")}
    assert (await door.post(ADDRESS, content=raw, headers=headers)).status_code == 403
    assert (await door.post(ADDRESS, content=raw + b" ", headers=signed(raw))).status_code == 403
    assert await kept(runtime) == []


async def test_the_signature_is_over_the_bytes_as_they_came(door, runtime, api) -> None:
    raw = json.dumps(api.says(PHONE, "é 😀"), ensure_ascii=False, indent=3).encode()
    assert await give(door, None, raw=raw) == 200
    assert len(await kept(runtime)) == 1


async def test_what_is_no_json_or_too_large_or_too_deep_is_refused(door, runtime) -> None:
    assert await give(door, None, raw=b"{") == 400
    assert await give(door, None, raw=b"[" * 50 + b"]" * 50) == 400
    runtime.settings.whatsapp_max_bytes = 100
    assert await give(door, {"x": "y" * 200}) == 413


async def test_every_entry_change_and_message_is_kept_once_however_often_it_comes(door, runtime, api) -> None:
    first, second = api.says(PHONE, "satu"), api.says(USER, "dua")
    second["entry"].append(api.says(PHONE, "tiga")["entry"][0])
    second["entry"][0]["changes"].append(api.says(PHONE, "empat")["entry"][0]["changes"][0])
    messages = [api.message(PHONE, "text", {"body": word}) for word in ("lima", "enam")]
    for body in (first, second, api.body(messages=messages, contacts=[contact(PHONE)])) * 3:
        assert await give(door, body) == 200
    rows = await kept(runtime)
    assert sorted(row.body["message"]["text"]["body"] for row in rows if row.body) == [
        "dua", "empat", "enam", "lima", "satu", "tiga",
    ]  # fmt: skip
    assert {row.state for row in rows} == {"new"}


async def test_no_number_stands_open_in_the_inbox(door, runtime, api) -> None:
    body = api.says(PHONE, "halo")
    assert await give(door, body) == 200
    (row,) = await kept(runtime)
    wamid = body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    assert PHONE in base64.b64decode(wamid.partition(".")[2]).decode()
    assert wamid not in row.external_id and PHONE not in row.external_id


async def test_messages_to_another_number_of_the_account_are_left_alone(door, runtime, api) -> None:
    body = api.says(PHONE, "untuk orang lain")
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    assert await give(door, body) == 200
    assert await kept(runtime) == []


async def test_rubbish_is_set_aside_and_its_neighbours_are_kept(door, runtime, api) -> None:
    good = api.message(PHONE, "text", {"body": "tolong"})
    rubbish = [None, 7, "x", [], {}, {"id": "wamid.x"}, {"from": PHONE}, {"id": 5, "from": []}, {"type": "text"}]
    body = api.body(messages=[*rubbish, good, *rubbish], contacts=[None, 3, {"wa_id": []}], statuses=[None, {}, 5])
    body["entry"] = [None, {"changes": 3}, *body["entry"], {"changes": [None, {"value": 7}]}]
    for _ in range(2):
        assert await give(door, body) == 200
    states = [row.state for row in await kept(runtime)]
    assert states.count("new") == 1 and "parked" in states
    before = len(states)
    assert await give(door, body) == 200
    assert len(await kept(runtime)) == before


@pytest.mark.parametrize("body", [{}, [], 7, "x", None, {"entry": {}}, {"entry": []}])
async def test_a_signed_body_that_is_no_webhook_is_no_trouble(door, body) -> None:
    assert await give(door, body) == 200


async def test_what_cannot_be_kept_is_not_confirmed(door, runtime, api, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("disk full", None, Exception())

    monkeypatch.setattr(type(runtime.db), "write", broken)
    assert await give(door, api.says(PHONE, "halo")) == 503


# https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/<kind>
FILE = {"id": "1", "mime_type": "x/y", "sha256": "aGFsbw=="}
KINDS: list[tuple[str, Any, dict[str, Any], str | None]] = [
    ("text", {"body": "halo"}, {}, "text"),
    ("text", {"body": "halo"}, {"referral": {"source_id": "ad"}, "context": {"forwarded": True}}, "text"),
    ("text", {"body": ""}, {}, "unsupported"),
    ("text", [], {}, "unsupported"),
    ("image", {**FILE, "caption": "ini"}, {}, "photo"),
    ("image", {}, {}, "unsupported"),
    ("video", FILE, {}, "document"),
    ("audio", {**FILE, "voice": True}, {}, "voice"),
    ("audio", FILE, {}, "voice"),
    ("document", {**FILE, "filename": "kontrak.pdf"}, {}, "document"),
    ("sticker", {**FILE, "animated": False}, {}, "unsupported"),
    ("location", {"latitude": -6.12, "longitude": 106.15, "name": "Serang"}, {}, "location"),
    ("location", {"latitude": 99, "longitude": 106.15}, {}, "unsupported"),
    ("contacts", [{"name": {"formatted_name": "Pak Contoh"}, "phones": [{"phone": "0812-0000-0000"}]}], {}, "contact"),
    ("contacts", [{}], {}, "unsupported"),
    ("button", {"payload": "Baca", "text": "Baca"}, {}, "text"),
    ("button", {"payload": "/menu", "text": "Menu"}, {}, "choice"),
    ("interactive", {"type": "button_reply", "button_reply": {"id": "0" * 16, "title": "Ya"}}, {}, "choice"),
    ("interactive", {"type": "list_reply", "list_reply": {"id": "#aman=ya", "title": "Ya"}}, {}, "choice"),
    ("interactive", {"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}, {}, "unsupported"),
    ("reaction", {"message_id": "wamid.x", "emoji": "👍"}, {}, None),
    ("order", {"product_items": []}, {}, "unsupported"),
    ("unsupported", {"type": "edit"}, {"errors": [{"code": 131051, "title": "Message type unknown"}]}, "unsupported"),
    ("unknown", {}, {"errors": [{"code": 131051}]}, "unsupported"),
    ("poll_creation", {}, {}, "unsupported"),
    ("request_welcome", {}, {}, "choice"),
    ("edit", {"original_message_id": "w", "message": {"type": "text", "text": {"body": "betulnya"}}}, {}, "text"),
    ("edit", {"original_message_id": "w", "message": {"type": "image", "image": FILE}}, {}, "photo"),
    ("edit", {"original_message_id": "w"}, {}, "unsupported"),
    ("text", {"body": "halo semua"}, {"group_id": "g1"}, None),
]


@pytest.mark.parametrize(("kind", "inner", "more", "ours"), KINDS, ids=[f"{one[0]}-{one[3]}" for one in KINDS])
def test_each_kind_ends_in_one_of_ours(api, kind, inner, more, ours) -> None:
    (heard,) = unpack(api.sends(PHONE, kind, inner, **more))
    assert isinstance(heard, Heard)
    incoming = read_back(heard)
    assert (incoming.kind if incoming else None) == ours
    if ours == "text" and kind != "button":
        assert incoming is not None and incoming.text.startswith(("halo", "betulnya"))


def read_back(heard: Heard) -> Any:
    body = {"message": heard.message, "names": list(heard.names), "received": 1_795_000_000.0}
    return reading.read(NUMBER_ID, "x", json.loads(json.dumps(body)))


def test_a_person_is_known_by_number_and_user_id_and_answered_at_the_number(api) -> None:
    message = {**api.message(PHONE, "text", {"body": "halo"}), "from_user_id": USER}
    (heard,) = unpack(api.body(messages=[message], contacts=[contact(PHONE, also=USER)]))
    incoming = read_back(heard)
    assert (incoming.sender, incoming.also_known_as) == (PHONE, (USER,))
    del message["from"], message["from_user_id"]
    (heard,) = unpack(api.body(messages=[message], contacts=[contact(USER)]))
    assert read_back(heard).sender == USER


async def test_news_about_account_and_template_become_incidents_and_end(door, runtime, api) -> None:
    async def open_kinds() -> set[str]:
        async with runtime.db.read() as session:
            return set(await session.scalars(select(Incident.kind).where(Incident.open_key.is_not(None))))

    def template(event: str) -> dict[str, Any]:
        value = {"event": event, "message_template_name": "kabar_netral", "message_template_language": "id"}
        return api.body(field_name="message_template_status_update", **value, reason="NONE")

    banned = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE", "waba_ban_date": "November 21"}}
    freed = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}
    await give(door, template("PAUSED"))
    await give(door, api.body(field_name="account_update", **banned))
    assert await open_kinds() == {"template_missing", "channel_paused"}
    await give(door, template("APPROVED"))
    await give(door, api.body(field_name="account_update", **freed))
    assert await open_kinds() == set()
    assert await kept(runtime) == []


# --- structure of strangers -----------------------------------------------------------------------

UGLY = ["\x00", "\ud800", "𝕏" * 50, "-1", "1e9", "wamid.", "sha256=", "ID.", "62"]
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12) | st.sampled_from(UGLY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def example() -> dict[str, Any]:
    """One body with everything in it."""
    api = FakeWhatsApp()
    told = {"id": "wamid.o", "who": PHONE, "biz_opaque_callback_data": "r1"}
    messages = [api.message(PHONE, kind, inner, **more) for kind, inner, more, _ in KINDS]
    system = {"body": "User Contoh changed", "wa_id": "6281200002222", "type": "user_changed_number"}
    messages += [api.message(PHONE, "system", system), api.message(PHONE, "revoke", {"original_message_id": "w"})]
    moves = [{"user_id": {"previous": USER, "current": "ID.2"}, "wa_id": PHONE}]
    body = api.body(messages=messages, contacts=[contact(PHONE, also=USER)], user_id_update=moves)
    body["entry"] += api.reports(told, "failed", 131026)["entry"] + api.reports(told, "read")["entry"]
    return body


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [inner for key, one in items for inner in paths(one, (*path, key))]


EXAMPLE = example()
PATHS = paths(EXAMPLE)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A real structure with a few of its parts replaced by anything, or missing."""
    body = copy.deepcopy(EXAMPLE)
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=6)):
        inner: Any = body
        for key in path[:-1]:
            usable = (isinstance(inner, dict) and key in inner) or (
                isinstance(inner, list) and isinstance(key, int) and key < len(inner)
            )
            if not usable:
                break
            inner = inner[key]
        else:
            if isinstance(inner, dict) and path[-1] in inner:
                if draw(st.booleans()):
                    inner[path[-1]] = draw(JUNK)
                else:
                    del inner[path[-1]]
            elif isinstance(inner, list) and isinstance(path[-1], int) and path[-1] < len(inner):
                inner[path[-1]] = draw(JUNK)
    return body


@settings(max_examples=150, deadline=None)
@given(body=mutated())
def test_odd_structures_are_read_without_an_error_into_storable_text(body) -> None:
    for item in unpack(json.loads(json.dumps(body))):
        if not isinstance(item, Heard):
            continue
        incoming = read_back(item)
        if incoming is not None:
            for words in (incoming.text, incoming.payload or "", incoming.sender, incoming.callback_id or ""):
                assert "\x00" not in words
                words.encode("utf-8")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=mutated())
@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_no_structure_gives_an_error_or_loses_its_neighbour(runtime: Runtime, body, database_kind) -> None:
    switch_on(runtime)
    good = FakeWhatsApp()
    async with opened(runtime) as door:
        async with runtime.db.read() as session:
            before = await session.scalar(select(func.count()).select_from(InboxItem)) or 0
        beside = good.says("6281200009999", f"tolong {before}")
        message = beside["entry"][0]["changes"][0]["value"]["messages"][0]
        message["id"] = f"wamid.tetangga{before}"
        status = await give(door, {**body, "entry": [*_entries(body), *beside["entry"]]})
        assert status == 200
        async with runtime.db.read() as session:
            rows = (await session.scalars(select(InboxItem).where(InboxItem.state == "new"))).all()
            assert any(row.body and row.body["message"].get("id") == message["id"] for row in rows)


def _entries(body: dict[str, Any]) -> list[Any]:
    found = body.get("entry")
    return found if isinstance(found, list) else []
