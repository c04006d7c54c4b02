"""Accounts and audit from the command line, for when no screen can be reached."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot import audit
from bot.agencies.models import Agency
from bot.errors import BadInput, NotFound
from bot.operations.children import say
from bot.runtime import Runtime
from bot.staff import accounts
from bot.staff.models import ROLES, Staff
from bot.staff.passwords import Hasher, make_password


async def add_staff(runtime: Runtime, username: str, *, name: str, roles: Sequence[str], agency: str | None) -> int:
    """Make an account with a generated password, printed once. Raises BadInput."""
    if unknown := [role for role in roles if role not in ROLES]:
        raise BadInput(f"Peran {', '.join(unknown)} tidak ada. Yang ada: {', '.join(ROLES)}.")
    password = make_password()
    hashed = await Hasher(runtime.settings).hash(password)
    async with runtime.db.write() as session:
        known = sorted(await session.scalars(select(Agency.key)))
        if agency is not None and agency not in known:
            raise BadInput(f"Instansi {agency} tidak ada. Yang ada: {', '.join(known)}.")
        await accounts.create_staff(
            session,
            username=username,
            name=name,
            agency=agency,
            roles=roles,
            password_hash=hashed,
            now=runtime.clock(),
        )
    await runtime.close()
    say(f"Akun {username} dibuat. Kata sandi (ditampilkan sekali, ganti setelah masuk): {password}")
    return 0


async def reset_password(runtime: Runtime, username: str) -> int:
    """Give an account a new generated password, printed once; its logins end."""
    password = make_password()
    hashed = await Hasher(runtime.settings).hash(password)
    async with runtime.db.write() as session:
        staff = await session.scalar(select(Staff).where(Staff.username == username))
        if staff is None:
            raise NotFound(f"Tidak ada akun bernama {username}.")
        await accounts.give_password(session, staff, password_hash=hashed, by="system", now=runtime.clock())
    await runtime.close()
    say(f"Kata sandi baru untuk {username} (ditampilkan sekali): {password}")
    return 0


async def verify_audit(runtime: Runtime) -> int:
    """Walk the audit chain; exit code 1 when it is broken."""
    async with runtime.db.read() as session:
        verdict = await audit.verify(session)
    await runtime.close()
    if verdict.broken_at is not None:
        say(f"Rantai audit PUTUS pada urutan {verdict.broken_at}. Jangan ubah apa pun; hubungi penanggung jawab.")
        return 1
    say(f"Rantai audit utuh: {verdict.sealed} catatan tersegel, {verdict.waiting} menunggu disegel.")
    return 0
