"""Whether this house is well, part by part and truthfully, and the numbers an operator watches."""

from __future__ import annotations

from prometheus_client import generate_latest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import audit, incidents, jobs
from bot.conversations.models import InboxItem, OutboxMessage
from bot.conversations.rasa import Rasa
from bot.delivery.models import Delivery
from bot.meters import Meters
from bot.runtime import Runtime

BEATS_UNTIL_LATE = 3


class Health:
    """`/health/live` says that the process answers, `/health/ready` how each part does, `/metrics` the numbers."""

    def __init__(self, runtime: Runtime, rasa: Rasa, meters: Meters) -> None:
        self._runtime = runtime
        self._rasa = rasa
        self._meters = meters

    def routes(self) -> list[Route]:
        return [
            Route("/health/live", self.live, methods=["GET"]),
            Route("/health/ready", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def live(self, _: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(self, _: Request) -> Response:
        """200 while people are served, 503 when not. With Rasa silent it is `degraded`: numbers, reports by the
        emergency lane and officers still work, so a balancer should keep us."""
        parts = await self._database_and_worker()
        parts["rasa"] = "ok" if await self._rasa.ready(patience=self._runtime.settings.health_timeout) else "silent"
        well = all(part == "ok" for part in parts.values())
        serving = parts["database"] == "ok" and parts["worker"] == "ok"
        status = "ok" if well else "degraded" if serving else "down"
        return JSONResponse({"status": status, "parts": parts}, status_code=200 if serving else 503)

    async def metrics(self, _: Request) -> Response:
        await self._measure()
        return Response(generate_latest(self._meters.registry), media_type="text/plain; version=0.0.4")

    async def _database_and_worker(self) -> dict[str, str]:
        try:
            age = await self._worker_age()
        except (SQLAlchemyError, OSError):
            return {"database": "unreachable", "worker": "unknown"}
        late = BEATS_UNTIL_LATE * self._runtime.settings.worker_beat
        worker = "never seen" if age is None else "ok" if age <= late else f"silent for {age:.0f} s"
        return {"database": "ok", "worker": worker}

    async def _worker_age(self) -> float | None:
        async with self._runtime.db.read() as session:
            seen = await jobs.last_beat(session, now=self._runtime.clock())
        return None if seen is None else (self._runtime.clock() - seen).total_seconds()

    async def _measure(self) -> None:
        """Read the gauges from the database, so that every web process tells the same."""
        meters, age = self._meters, await self._worker_age()
        async with self._runtime.db.read() as session:
            for state, count in (await jobs.counts(session, now=self._runtime.clock())).items():
                meters.jobs.labels(state).set(count)
            for gauge, table, states in (
                (meters.inbox, InboxItem, ("new", "parked")),
                (meters.outbox, OutboxMessage, ("waiting", "unsure", "held", "errored", "failed", "dead")),
                (meters.deliveries, Delivery, ("due", "errored", "dead")),
            ):
                for state in states:
                    number = await session.scalar(select(func.count()).where(table.state == state))
                    gauge.labels(state).set(number or 0)
            meters.incidents.clear()
            for incident in await incidents.open_now(session):
                meters.incidents.labels(incident.kind, incident.part).set(1)
            waits = await jobs.oldest_due(session, now=self._runtime.clock())
            meters.oldest.set(waits)
            meters.unsealed.set(await audit.waiting(session))
        meters.worker_age.set(-1 if age is None else age)
