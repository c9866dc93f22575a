"""What the document says in prose: to whom it is written, and the rules that no schema can say."""

import inspect
from collections.abc import Iterator

from services.connector import announcement_errors
from shared.errors import SyncError
from shared.words import advice

TO_PUBLISHERS = """\
Scoro's backend publishes to the exchange `announcements`; only the connector reads it. Everything on `events` is
between our own services and may change with them.

**Publishing.** One message for each object of Scoro that was created, changed or deleted, with its routing key
(`invoice.changed.v1` …) and the body shown there. Connect with the AMQP user that `scoro-xero publishers add` made: it
may write to `announcements` and nothing else. Use publisher confirms, `mandatory`, persistent messages, and a
`message_id` by which a message can be found again. What was not confirmed, publish again: an announcement that comes
twice, late or in another order does no harm, for the object is read from Scoro before anything happens.
`docs/examples/publish_invoice_changed.py` does all this in thirty lines.

**`user_id`.** Every message carries the property `user_id` with the AMQP user that publishes. RabbitMQ closes the
channel on any other; we take no message without it. A user speaks for the sites it was added with, and for no other.

**What becomes of it.** The wish to read the object is stored, then the message is acknowledged. Objects announced at
the same moment are read together, twenty-five in a call. What changed gets one entry in the change log and rings once.
A category that is switched off, or that comes from Xero, ends there; in Manual mode changes are recorded and wait.

**What is refused** becomes a dead letter, with the reason in the headers `error-code` and `error`:

{refusals}

**Versions.** A version only ever gains optional fields. Anything else is a new version with a routing key of its own,
and both are taken until nobody publishes the old one."""


def description() -> str:
    """The whole text."""
    return TO_PUBLISHERS.format(refusals="\n".join(_refusals()))


def _refusals() -> Iterator[str]:
    for _, kind in inspect.getmembers(announcement_errors, inspect.isclass):
        if issubclass(kind, SyncError) and kind.__module__ == announcement_errors.__name__:
            words = advice.of(kind.code)
            yield f"- `{kind.code}`: {words.title}. {words.why}"
