"""Telling people: an e-mail, and a JSON document to an address of one's own; several alarms at once in one."""

import asyncio
import smtplib
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import httpx
from pydantic import SecretStr

from shared.errors import AwayError
from shared.store.alarms import Alarm

SECONDS = 20.0
TLS_FROM_THE_START = 465


@dataclass(frozen=True, slots=True)
class Receivers:
    """Where alarms go; what is empty is not used."""

    smtp_url: SecretStr
    """`smtp://user:password@host:587`; `smtps://` speaks TLS from the start, `smtp+plain://` never."""
    sender: str
    people: tuple[str, ...]
    webhook_url: SecretStr
    console_url: str

    @property
    def ways(self) -> dict[str, "Tell"]:
        """In which somebody can be told; each raises AwayError where it does not reach them."""
        found: dict[str, Tell] = {}
        if self.people and self.smtp_url.get_secret_value():
            found["mail"] = _mail
        if self.webhook_url.get_secret_value():
            found["post"] = _post
        return found


Tell = Callable[[Sequence[Alarm], Receivers], Awaitable[None]]


def message(alarms: Sequence[Alarm], receivers: Receivers) -> EmailMessage:
    """The e-mail; pure."""
    made = EmailMessage()
    made["From"], made["To"] = receivers.sender, ", ".join(receivers.people)
    more = f" and {len(alarms) - 1} more" if len(alarms) > 1 else ""
    made["Subject"] = " ".join(f"Scoro–Xero Sync: {alarms[0].title}{more}".split())  # a header is one line
    parts = [f"{one.title}\n{one.text}\n{_link(one, receivers)}" for one in alarms]
    made.set_content("\n\n".join(parts) + "\n\nEach is told once, until it is over.\n")
    return made


async def _mail(alarms: Sequence[Alarm], receivers: Receivers) -> None:
    try:
        await asyncio.to_thread(_sent, receivers.smtp_url.get_secret_value(), message(alarms, receivers))
    except (OSError, smtplib.SMTPException) as error:
        raise AwayError(f"the mail server does not take alarms: {type(error).__name__}") from error


def _sent(url: str, made: EmailMessage) -> None:
    parts = urlsplit(url)
    host, is_direct = parts.hostname or "localhost", parts.scheme == "smtps"
    port = parts.port or (TLS_FROM_THE_START if is_direct else 25)
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if is_direct
        else smtplib.SMTP(host, port, timeout=SECONDS)
    ) as server:
        if parts.scheme == "smtp":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(made)


async def _post(alarms: Sequence[Alarm], receivers: Receivers) -> None:
    body = {
        "alarms": [
            {"key": one.key, "title": one.title, "text": one.text, "link": _link(one, receivers)} for one in alarms
        ]
    }
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as http:
            answer = await http.post(receivers.webhook_url.get_secret_value(), json=body)
    except httpx.HTTPError as error:
        raise AwayError(f"the address for alarms does not answer: {type(error).__name__}") from error
    if not answer.is_success:
        raise AwayError(f"the address for alarms answered {answer.status_code}")


def _link(alarm: Alarm, receivers: Receivers) -> str:
    return receivers.console_url.rstrip("/") + alarm.path
