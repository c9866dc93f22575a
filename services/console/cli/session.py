"""One command's life: find the addresses, open what it needs, say plainly what went wrong."""

import asyncio
import getpass
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import typer
from cryptography.fernet import Fernet
from pydantic import SecretStr, ValidationError

from deploy.local.errors import LocalError, plainly
from services.console.actions import Actions
from services.console.addresses import Addresses
from services.console.backfilling import Backfilling
from services.console.choices import ChoicesRefusedError
from services.console.cli import local_stack
from services.console.cli.exits import Exit
from services.console.connector_api import LateConnector
from services.console.dead_letter_actions import DeadLetterActions
from services.console.deciding import Deciding
from services.console.pausing import Pausing
from services.console.previews import Previewed
from services.console.queries import Queries
from services.console.reconciling import Reconciling
from services.console.releasing import Releasing
from services.console.settings import CONNECTOR_URL, ConsoleSettings
from services.console.spelling import Times
from services.console.undoing import Undone
from shared.clock import Clock, SystemClock
from shared.config import XeroSettings
from shared.contracts.envelope import Message
from shared.crypto import Vault
from shared.errors import AwayError, InvalidChoiceError, MendedBy, SyncError
from shared.messaging.app import with_heartbeat
from shared.messaging.publisher import CONFIRM_FAILURES, NotPublishedError, Publisher
from shared.reaching import why
from shared.redaction import without_secrets, words
from shared.refused_settings import told
from shared.secret_files import SecretFileError
from shared.store.connections import UnknownConnectionError
from shared.store.database import TRANSIENT, opened
from shared.store.everything import Store
from shared.words.advice_words import sentence

CONNECT_SECONDS = 10
LOUD = ("aio_pika", "aiormq", "asyncio")
"""Libraries that log what we say in our own words."""
WHAT_RUNS = "`scoro-xero stack status` shows what runs here."
EXPECTED: tuple[type[Exception], ...] = (SyncError, ValidationError, *TRANSIENT, TimeoutError)
OTHER_FORM = "Something does not have the form that this version knows; are all processes of one version?"
NOWHERE = "No MONGODB_URL is set and no stack runs here. `make up` starts one; or set it in the environment or `.env`."


@dataclass(slots=True)
class LatePublisher:
    """Connects to the broker with the first message: most commands only read."""

    url: SecretStr
    stack: AsyncExitStack
    publisher: Publisher | None = None

    async def publish(self, message: Message) -> None:
        """See `Publishes`."""
        await (await self._started()).publish(message)

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """See `Publishes`."""
        waiting = list(messages)
        if waiting:
            await (await self._started()).publish_all(waiting)

    async def forward(
        self,
        body: bytes,
        *,
        exchange: str,
        routing_key: str,
        headers: Mapping[str, Any],
        message_id: str,
        **properties: str | None,
    ) -> None:
        """See `Forwards`."""
        publisher = await self._started()
        await publisher.forward(
            body, exchange=exchange, routing_key=routing_key, headers=headers, message_id=message_id, **properties
        )

    async def _started(self) -> Publisher:
        if self.publisher is None:
            made = Publisher(with_heartbeat(self.url))
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await made.start()
            except CONFIRM_FAILURES as error:
                raise NotPublishedError(f"RabbitMQ does not answer: {why(error)}") from error
            self.stack.push_async_callback(made.stop)
            self.publisher = made
        return self.publisher


@dataclass(frozen=True, slots=True)
class Session:
    """What a command works with."""

    addresses: Addresses
    store: Store
    queries: Queries
    actions: Actions
    backfilling: Backfilling
    pausing: Pausing
    letters: DeadLetterActions
    releasing: Releasing
    reconciling: Reconciling
    deciding: Deciding
    previewed: Previewed
    undone: Undone
    clock: Clock

    async def times(self) -> Times:
        """For what belongs to no single connection: in the zone that all of them have, else UTC."""
        zones = {connection.time_zone for connection in await self.store.connections.find()}
        return Times(self.clock.now(), zones.pop() if len(zones) == 1 else "UTC")


@asynccontextmanager
async def session() -> AsyncIterator[Session]:
    """Open the store; the broker only if something is published."""
    found, clock = addresses(), SystemClock()
    vault = Vault(SecretStr(Fernet.generate_key().decode()))  # opens nothing: secrets are not the console's business
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(found.mongodb_url, found.mongodb_database))
        store = Store.of(database, vault, clock)
        publisher = LatePublisher(found.rabbitmq_url, stack)
        late = LateConnector(found)
        actions = Actions(store, publisher, clock, late)
        pausing = Pausing(store, publisher, clock)
        letters = DeadLetterActions(store, actions, publisher, clock)
        releasing, reconciling = Releasing(store, publisher, clock), Reconciling(store, publisher, clock)
        queries, backfilling = Queries(store, clock), Backfilling(store, publisher, clock)
        previewed, undone = Previewed(store, publisher, clock), Undone(store, publisher, clock, late)
        yield Session(
            found,
            store,
            queries,
            actions,
            backfilling,
            pausing,
            letters,
            releasing,
            reconciling,
            Deciding(store, publisher, clock),
            previewed,
            undone,
            clock,
        )


def addresses() -> Addresses:
    """From the environment or `.env`; what is not set there, from the stack on this machine; else as services do."""
    try:
        given = ConsoleSettings()
    except (ValidationError, SecretFileError) as error:
        say(told(error, ConsoleSettings))
        raise typer.Exit(Exit.WRONG_USE) from None
    try:
        here = None if _is_complete(given) else local_stack.addresses()
    except LocalError as error:
        fail(str(error), Exit.UNREACHABLE)
    except OSError as error:
        fail(plainly(error), Exit.UNREACHABLE)
    if given.mongodb_url is None and here is None:
        fail(NOWHERE, Exit.UNREACHABLE)

    def first(name: str) -> Any:
        found = getattr(given, name) or getattr(here, name, None)
        return found if found is not None else XeroSettings.model_fields[name].default

    rabbitmq_url, mongodb_url = first("rabbitmq_url"), first("mongodb_url")
    of_this_broker = here.rabbitmq_management_url if here is not None and here.rabbitmq_url == rabbitmq_url else None
    of_this_stack = here.connector_url if here is not None and here.mongodb_url == mongodb_url else CONNECTOR_URL
    return Addresses(
        rabbitmq_url=rabbitmq_url,
        rabbitmq_management_url=given.rabbitmq_management_url or of_this_broker,
        mongodb_url=mongodb_url,
        mongodb_database=first("mongodb_database"),
        connector_url=given.connector_url or of_this_stack,
        internal_api_key=first("internal_api_key"),
        public_url=first("public_url"),
    )


def _is_complete(given: ConsoleSettings) -> bool:
    return all(getattr(given, name) is not None for name in ConsoleSettings.model_fields)


def author() -> str:
    """Whose name stands beside a change."""
    return getpass.getuser()


def say(words: str) -> None:
    """Words for people: on stderr."""
    typer.echo(words, err=True)


def fail(words: str, code: Exit) -> NoReturn:
    """End the command with words and the exit code that fits."""
    say(without_secrets(words))
    raise typer.Exit(code)


def run(work: Callable[[Session], Awaitable[Exit | None]]) -> NoReturn:
    """Do a command's work and end the process with its exit code."""
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        code = asyncio.run(_in_session(work))
    except KeyboardInterrupt:
        fail("Stopped. What was asked for goes on.", Exit.DONE)
    except EXPECTED as error:
        fail(*explained(error))
    raise typer.Exit(code or Exit.DONE)


def explained(error: Exception) -> tuple[str, Exit]:
    """What to say of an error, and how the command ends."""
    match error:
        case ChoicesRefusedError():
            lines = [f"{refusal.field}: {refusal.reason}" for refusal in error.refusals]
            return "\n".join([*lines, "Nothing was saved."]), Exit.WRONG_USE
        case InvalidChoiceError() | UnknownConnectionError():
            return sentence(str(error)), Exit.WRONG_USE
        case NotPublishedError():
            return f"{sentence(str(error))} {WHAT_RUNS}", Exit.UNREACHABLE
        case SyncError():
            away = isinstance(error, AwayError) or error.mended_by is MendedBy.TIME
            return sentence(str(error)), Exit.UNREACHABLE if away else Exit.PROBLEMS
        case ValidationError():
            return f"{OTHER_FORM} {sentence(words(error))}", Exit.PROBLEMS
        case _:
            return f"MongoDB does not answer ({why(error)}). {WHAT_RUNS}", Exit.UNREACHABLE


async def _in_session(work: Callable[[Session], Awaitable[Exit | None]]) -> Exit | None:
    async with session() as opened_session:
        return await work(opened_session)
