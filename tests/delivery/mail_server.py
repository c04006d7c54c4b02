"""A real mail server for tests (aiosmtpd): takes letters, asks for passwords, and refuses as it is told to."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"


@dataclass
class MailServer:
    """What came, and what to answer: `rcpt` and `data` are whole SMTP answers such as `550 unknown`."""

    letters: list[EmailMessage] = field(default_factory=list)
    answers_to_sender: list[str] = field(default_factory=list)
    answers_to_recipient: list[str] = field(default_factory=list)
    answers_to_letter: list[str] = field(default_factory=list)
    password: str = "kata-sandi-surel"
    port: int = 0

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.answers_to_sender.pop(0) if self.answers_to_sender else "250 OK"

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.answers_to_recipient:
            return self.answers_to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.answers_to_letter:
            return self.answers_to_letter.pop(0)
        raw = cast(bytes, envelope.content)
        self.letters.append(cast(EmailMessage, message_from_bytes(raw, policy=policy.default)))
        return "250 OK"

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, mechanism: str, told: Any) -> AuthResult:
        # `handled=False`: the server itself says 535.
        return AuthResult(success=told.login == b"langkah" and told.password == self.password.encode(), handled=False)


@asynccontextmanager
async def mail_server(folder: Path, *, security: str = "none", login: bool = False) -> AsyncIterator[MailServer]:
    """Run one until the block ends. Its certificate (for `starttls`, `tls`) lies in `folder/ca.pem`."""
    mine = MailServer()
    context = certificate(folder) if security != "none" else None

    def protocol() -> SMTP:
        return SMTP(
            mine,
            hostname="surat.contoh.example",
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            auth_required=login,
            auth_require_tls=security == "starttls",
            authenticator=mine.authenticate if login else None,
        )

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(protocol, HOST, 0, ssl=context if security == "tls" else None)
    mine.port = listening.sockets[0].getsockname()[1]
    try:
        yield mine
    finally:
        listening.close()


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that only `ca.pem` vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "surat.contoh.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    (folder / "ca.pem").write_bytes(pem)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context
