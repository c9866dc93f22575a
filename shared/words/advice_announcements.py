"""Why an announcement of Scoro's backend was not taken: its dead letter carries one of these codes."""

from shared.words.advice_words import Advice

ANNOUNCEMENTS: dict[str, Advice] = {
    "announcement_without_sender": Advice(
        "An announcement without a sender",
        "The message carries no user_id, so anybody may have sent it.",
        "Let the publisher set user_id to its own AMQP user.",
    ),
    "unknown_publisher": Advice(
        "An announcement of an unknown publisher",
        "The AMQP user that sent it was never allowed to announce, or was removed.",
        "Look who may, and allow it: `scoro-xero publishers list`, `scoro-xero publishers add`.",
    ),
    "foreign_site": Advice(
        "A publisher speaks for another site",
        "It may announce only what changes on its own sites.",
        "Allow this site too: `scoro-xero publishers add` with this name and --site; then replay the letter.",
    ),
    "unknown_site": Advice(
        "An announcement for a site that is not connected",
        "No entity of this Scoro site was ever connected here.",
        "Compare its name with those that are connected, or connect it: `scoro-xero connections`. Then replay it.",
    ),
    "entity_not_connected": Advice(
        "An announcement for an entity that is not connected",
        "The site is known, but not this entity, or it was disconnected.",
        "Connect the entity and replay the letter, or stop announcing for it.",
    ),
    "unknown_announcement": Advice(
        "An announcement of an unknown kind or version",
        "Its routing key is none of those in docs/asyncapi.yaml.",
        "Correct the publisher, or update this installation and replay the letter.",
    ),
    "malformed_announcement": Advice(
        "An announcement could not be read",
        "Its body does not fit the schema in docs/asyncapi.yaml; the letter names the fields.",
        "Correct the publisher. What changed meanwhile is found by the five-minute reading.",
    ),
    "broker_refused": Advice(
        "RabbitMQ's management API said no",
        "Its user may not manage users, or the password is wrong.",
        "Give RABBITMQ_MANAGEMENT_URL a user with the tag administrator.",
    ),
}
