"""Who may do what: six roles, each with its acts. Pure rules, no database."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import NotAllowed

ACTS: dict[str, frozenset[str]] = {
    "officer": frozenset({"tips.see", "tips.work", "handoffs.work"}),
    "supervisor": frozenset({"tips.see", "tips.supervise", "duty.edit"}),
    "custodian": frozenset({"identity.approve"}),
    "editor": frozenset({"answers.see", "answers.edit", "misses.see"}),
    "approver": frozenset({"answers.see", "answers.approve", "misses.see"}),
    "operator": frozenset(
        {
            "incidents.see",
            "deliveries.see",
            "jobs.mend",
            "endpoints.edit",
            "agencies.edit",
            "routing.edit",
            "settings.edit",
            "accounts.edit",
            "audit.verify",
        }
    ),
}
"""What each role allows. Officers and their supervisors alone see tips; an operator repairs without reading content.

A custodian decides whether a reporter's identity is opened, and sees the request, never the tip.
"""
_IN_AGENCY = ("tips.", "handoffs.", "duty.", "identity.")


@dataclass(frozen=True)
class Viewer:
    """A signed-in person as the rules see them. `agency` is a key, and officers always have one."""

    staff_id: str
    name: str
    agency: str | None
    roles: frozenset[str]

    @property
    def actor(self) -> str:
        """How the audit trail names this person."""
        return f"staff:{self.staff_id}"


def can(viewer: Viewer, act: str) -> bool:
    """Whether one of the viewer's roles allows the act. What is done inside an agency also needs one."""
    if act.startswith(_IN_AGENCY) and viewer.agency is None:
        return False
    return any(act in ACTS.get(role, frozenset()) for role in viewer.roles)


def require(viewer: Viewer, act: str) -> None:
    """Raise NotAllowed unless `can`."""
    if not can(viewer, act):
        raise NotAllowed(act)
