"""The job that makes drafts of an import, one answer a transaction, so that its progress can be seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.answers.translating.importing import make_next
from bot.jobs import Claim
from bot.runtime import Runtime


def make_drafts(runtime: Runtime) -> Callable[[Claim], Awaitable[None]]:
    """The handler of the job; taken again after a crash it goes on where it stopped."""

    async def run(claim: Claim) -> None:
        more = True
        while more:
            async with runtime.db.write() as session:
                more = await make_next(session, claim.payload["import"], now=runtime.clock())

    return run
