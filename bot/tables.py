"""Every table of ours, imported once so that migrations and tests see them all."""

from __future__ import annotations

from bot import adjustable, audit, changes, jobs
from bot.agencies import models as agencies
from bot.answers import models as answers
from bot.conversations import models as conversations
from bot.database import Base
from bot.delivery import models as delivery
from bot.incidents import models as incidents
from bot.learning import models as learning
from bot.staff import models as staff
from bot.tips import models as tips
from bot.tips.casework import models as casework

ROOMS = (
    jobs, audit, conversations, answers, learning, tips, casework, agencies, delivery, staff, incidents, changes,
    adjustable,
)  # fmt: skip
metadata = Base.metadata
