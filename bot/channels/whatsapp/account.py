"""News about our own account, number and template: what an operator must know becomes an incident.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update,
…/phone_number_quality_update, …/message_template_status_update
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import logs
from bot.channels.strangers import mapping, text
from bot.channels.whatsapp.envelope import News
from bot.channels.whatsapp.errors import INCIDENTS, Kind, first_code, kind_of
from bot.channels.whatsapp.reading import CHANNEL
from bot.incidents import Sightings
from bot.settings import Settings

log = logs.get(__name__)

TEMPLATE_BAD = ("REJECTED", "PAUSED", "DISABLED", "PENDING_DELETION", "DELETED", "FLAGGED")
TEMPLATE_GOOD = ("APPROVED", "REINSTATED")
ACCOUNT_BAD = ("ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "DISABLED_UPDATE")
BANNED, FREED = ("DISABLE", "SCHEDULE_FOR_DISABLE"), ("REINSTATE",)
"""What `ban_info` of a `DISABLED_UPDATE` says."""
_REASON_MOST = 60


class AccountNews:
    """Tells the incidents. Nothing here is a person's."""

    def __init__(self, settings: Settings, sightings: Sightings) -> None:
        self._template = settings.whatsapp_template
        self._sightings = sightings

    async def heard(self, news: News) -> None:
        """One change that is no message."""
        event = text(news.value.get("event"))
        log.info("whatsapp.news", field=news.field[:_REASON_MOST], what=event[:_REASON_MOST])
        if news.field == "message_template_status_update":
            await self._template_news(news.value, event)
        elif news.field == "account_update":
            await self._account_news(news.value, event)
        kind = kind_of(first_code(news.value.get("errors")))
        if kind in INCIDENTS:
            await self._sightings.broken(INCIDENTS[kind], CHANNEL, f"{kind.value} {first_code(news.value['errors'])}")

    async def _template_news(self, value: Mapping[str, Any], event: str) -> None:
        if not self._template or text(value.get("message_template_name")) != self._template:
            return
        incident = INCIDENTS[Kind.TEMPLATE]
        if event in TEMPLATE_BAD:
            await self._sightings.broken(incident, CHANNEL, f"{event} {text(value.get('reason'))}"[:_REASON_MOST])
        elif event in TEMPLATE_GOOD:
            await self._sightings.well(incident, CHANNEL)

    async def _account_news(self, value: Mapping[str, Any], event: str) -> None:
        banned = text(mapping(value.get("ban_info")).get("waba_ban_state"))
        if event not in ACCOUNT_BAD:
            return
        incident = INCIDENTS[Kind.ACCOUNT]
        if banned in FREED:
            await self._sightings.well(incident, CHANNEL)
        else:
            await self._sightings.broken(incident, CHANNEL, f"{event} {banned}".strip()[:_REASON_MOST])
