"""Questions without an answer: grouped by wording, masked, with the model's best guesses."""

from __future__ import annotations

from starlette.responses import Response

from bot import audit
from bot.answers.published import titles
from bot.console.desk import Desk
from bot.console.visit import Visit, see
from bot.learning import misses

LISTED = 100


async def show(desk: Desk, visit: Visit) -> Response:
    """The groups, the most frequent first."""
    async with desk.runtime.db.read() as session:
        groups = await misses.grouped(session, most=LISTED)
        names = {guess.name for group in groups for guess in group.guesses}
        topics = await titles(session, names)
    acts = {name: words["id"] for name, words in desk.controls.act_titles.items()}
    labels = {name: topics.get(name, {}).get("id") or acts.get(name, name) for name in names}
    return desk.pages.show(visit, "editors/misses.html", groups=groups, labels=labels, topics=set(topics), most=LISTED)


async def settle(desk: Desk, visit: Visit) -> Response:
    """Take a group off the list."""
    async with desk.runtime.db.write() as session:
        count = await misses.settle(session, visit.form.several("id"), now=visit.now)
        audit.record(session, "miss.settled", "misses", actor=visit.viewer.actor, now=visit.now, count=count)
    return see("/konsol/belum-terjawab", notice="miss_selesai")
