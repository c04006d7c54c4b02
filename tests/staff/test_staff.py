"""Staff: rights as pure rules, passwords, accounts."""

from __future__ import annotations

import pytest

from bot.errors import BadInput, NotAllowed
from bot.runtime import Runtime
from bot.settings import Settings
from bot.staff.accounts import create_staff
from bot.staff.passwords import Hasher, check_new, make_password
from bot.staff.permissions import Viewer, can, require
from tests.conftest import FakeClock


def viewer(*roles: str, agency: str | None = None) -> Viewer:
    return Viewer("1", "Pak Contoh", agency, frozenset(roles))


@pytest.mark.parametrize(
    ("who", "act", "allowed"),
    [
        (viewer("officer", agency="polda_banten"), "tips.see", True),
        (viewer("officer"), "tips.see", False),
        (viewer("editor", agency="polda_banten"), "tips.see", False),
        (viewer("approver"), "answers.edit", False),
        (viewer("approver"), "answers.approve", True),
        (viewer("editor"), "answers.approve", False),
        (viewer("supervisor", agency="polda_banten"), "tips.supervise", True),
        (viewer("supervisor", agency="polda_banten"), "tips.work", False),
        (viewer("supervisor"), "duty.edit", False),
        (viewer("custodian", agency="polda_banten"), "identity.approve", True),
        (viewer("custodian", agency="polda_banten"), "tips.see", False),
        (viewer("officer", agency="polda_banten"), "identity.approve", False),
        (viewer("operator"), "tips.see", False),
        (viewer("operator"), "accounts.edit", True),
        (viewer("officer", "operator", agency="polda_banten"), "accounts.edit", True),
        (viewer("penguasa"), "accounts.edit", False),
        (viewer(), "answers.see", False),
    ],
)
def test_a_role_allows_its_acts_and_no_others(who: Viewer, act: str, allowed: bool) -> None:
    assert can(who, act) is allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            require(who, act)


@pytest.fixture
def quick() -> Hasher:
    return Hasher(Settings(_env_file=None, password_passes=1, password_memory_kib=8_192))  # type: ignore[call-arg]


async def test_a_password_fits_only_itself(quick: Hasher) -> None:
    stored = await quick.hash("kuda biru makan awan")
    assert stored.startswith("$argon2id$")
    assert await quick.fits(stored, "kuda biru makan awan")
    assert not await quick.fits(stored, "kuda biru makan awam")
    assert not await quick.fits(None, "apa saja")
    assert not await quick.fits("rusak", "apa saja")


@pytest.mark.parametrize("password", ["pendek", "aaaaaaaaaaaaaaaa", "bu.contoh 12345", "x" * 300])
def test_weak_passwords_are_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(BadInput):
        check_new(password, username="bu.contoh", least=12)


def test_generated_passwords_differ_and_satisfy_the_rule() -> None:
    made = {make_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_new(password, username="bu.contoh", least=12)


@pytest.mark.parametrize(
    ("username", "name", "roles", "agency"),
    [
        ("A b", "Pak Contoh", ["editor"], None),
        ("ab", "Pak Contoh", ["editor"], None),
        ("pak.contoh", "", ["editor"], None),
        ("pak.contoh", "Pak Contoh", [], None),
        ("pak.contoh", "Pak Contoh", ["raja"], None),
        ("pak.contoh", "Pak Contoh", ["officer"], None),
    ],
)
async def test_accounts_with_wrong_fields_are_refused(
    runtime: Runtime, clock: FakeClock, username: str, name: str, roles: list[str], agency: str | None
) -> None:
    with pytest.raises(BadInput):
        async with runtime.db.write() as session:
            await create_staff(
                session, username=username, name=name, roles=roles, agency=agency, password_hash="x", now=clock()
            )
