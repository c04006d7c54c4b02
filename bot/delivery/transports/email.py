"""E-mail by SMTP (aiosmtplib): one letter to one address; what may pass, what will not, and what is our own setting.

`MailRefused` means that the server does not let *us* in (password, sender, certificate): every letter would fail
the same way until an operator mends a setting. The rest is about one letter only.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from bot.clock import Clock
from bot.errors import Ambiguous, BadInput, DeadRecipient, GiveUp, TryAgain
from bot.settings import Settings

ADDRESS_MOST = 254


class MailRefused(TryAgain):
    """The server refuses this installation, not this letter: an operator has to mend a setting."""


def check_address(address: str) -> str:
    """An e-mail address as it may be kept. Raises BadInput with a sentence for people."""
    address = address.strip()
    local, at, host = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' ,;:<>()[]"\\')
    if not at or not local or not plain or "." not in host.strip(".") or len(address) > ADDRESS_MOST:
        raise BadInput("Alamat surel itu tidak lengkap. Contoh: nama@instansi.go.id.")
    return address


def write(settings: Settings, *, mail_id: str, to: str, subject: str, text: str, clock: Clock) -> EmailMessage:
    """A plain-text letter. The same `mail_id` gives the same Message-ID, so that a repeated one can be recognised."""
    letter = EmailMessage()
    letter["From"] = settings.smtp_from
    letter["To"] = to
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(clock())
    host = settings.smtp_from.rpartition("@")[2].rstrip(">") or "langkah-aman"
    letter["Message-ID"] = f"<{mail_id}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"  # keeps holiday replies from answering us
    letter.set_content(text)
    return letter


async def send(settings: Settings, letter: EmailMessage) -> None:
    """Hand one letter over. Raises MailRefused, TryAgain, Ambiguous, DeadRecipient or GiveUp."""
    async with _logged_in(settings) as client:
        try:
            await client.send_message(letter)
        except aiosmtplib.SMTPReadTimeoutError as error:
            raise Ambiguous("jawaban server surel tidak datang") from error


async def check(settings: Settings) -> None:
    """Say hello and log in, without a letter. Raises as `send` does."""
    async with _logged_in(settings) as client:
        await client.noop()


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection on which letters may be handed over; the library's errors become ours."""
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        timeout=settings.smtp_timeout,
        use_tls=settings.smtp_security == "tls",
        start_tls=False,  # done below: left to itself, the library goes on in the open
        tls_context=None if settings.smtp_security == "none" else _tls(settings),
    )
    try:
        async with client:
            await client.ehlo()
            if settings.smtp_security == "starttls":
                await _encrypt(client)
            if settings.smtp_user:
                await _authenticate(client, settings.smtp_user, settings.smtp_password.get_secret_value())
            yield client
    except aiosmtplib.SMTPException as error:
        raise _translated(error) from error
    except ssl.SSLError as error:
        raise MailRefused(f"sertifikat server surel ditolak ({error.reason or type(error).__name__})") from error
    except OSError as error:
        raise TryAgain(f"server surel tidak terjangkau ({type(error).__name__})") from error


async def _encrypt(client: aiosmtplib.SMTP) -> None:
    if not client.supports_extension("starttls"):
        raise MailRefused("server surel tidak menawarkan STARTTLS")
    await client.starttls()
    await client.ehlo()


async def _authenticate(client: aiosmtplib.SMTP, user: str, password: str) -> None:
    """One way only: a wrong password tried three ways would lock the mailbox three times as fast."""
    offered = client.server_auth_methods
    if "plain" in offered:
        await client.auth_plain(user, password)
    elif "login" in offered:
        await client.auth_login(user, password)
    else:
        raise MailRefused("server surel tidak menawarkan masuk dengan kata sandi")


def _tls(settings: Settings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.smtp_ca_file or None)
    except OSError as error:
        raise MailRefused("BOT_SMTP_CA_FILE tidak terbaca") from error


def _translated(error: aiosmtplib.SMTPException) -> TryAgain | GiveUp:
    """What an SMTP error means for us (RFC 5321: 4xx passes, 5xx does not)."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        refused = error.recipients[0]
        if refused.code < 500:
            return TryAgain(f"penerima ditunda server ({refused.code})")
        return DeadRecipient(f"alamat penerima ditolak server ({refused.code})")
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        if error.code < 500:
            return TryAgain(f"server surel menunda masuk ({error.code})")
        return MailRefused(f"nama pengguna atau kata sandi surel ditolak ({error.code})")
    if isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code >= 500:
        return MailRefused(f"alamat pengirim ditolak server ({error.code})")
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if error.code >= 500 or error.code <= 0:
            return GiveUp(f"surat ditolak server ({error.code})")
        return TryAgain(f"server surel meminta menunggu ({error.code})")
    if isinstance(error.__cause__, ssl.SSLError):
        return MailRefused(f"sertifikat server surel ditolak ({error.__cause__.reason})")
    return TryAgain(f"server surel tidak menjawab ({type(error).__name__})")
