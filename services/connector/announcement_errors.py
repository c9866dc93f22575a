"""Why an announcement is not taken; its dead letter carries the code and the words."""

from shared.errors import DefectError, MalformedMessageError, MendedBy, SyncError


class NoSenderError(SyncError):
    """Anybody may have sent it."""

    code = "announcement_without_sender"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("the message has no user_id; set it to the AMQP user that publishes")


class UnknownPublisherError(SyncError):
    """An AMQP user that nobody allowed to announce."""

    code = "unknown_publisher"
    mended_by = MendedBy.OPERATOR

    def __init__(self, user: str) -> None:
        super().__init__(f"{user} is no publisher")


class ForeignSiteError(SyncError):
    """A publisher speaks for a site that is not its own."""

    code = "foreign_site"
    mended_by = MendedBy.OPERATOR

    def __init__(self, user: str, site: str) -> None:
        super().__init__(f"{user} may not speak for {site}")


class UnknownSiteError(SyncError):
    """A site of which no entity was ever connected."""

    code = "unknown_site"
    mended_by = MendedBy.OPERATOR

    def __init__(self, site: str) -> None:
        super().__init__(f"no entity of {site} is connected")


class EntityNotConnectedError(SyncError):
    """The site is known, but this entity is not connected (any more)."""

    code = "entity_not_connected"
    mended_by = MendedBy.OPERATOR

    def __init__(self, site: str, entity: str) -> None:
        super().__init__(f"the entity {entity!r} of {site} is not connected")


class UnknownAnnouncementError(DefectError):
    """A routing key that names no announcement, or a version that we do not know."""

    code = "unknown_announcement"

    def __init__(self, routing_key: str, known: str) -> None:
        super().__init__(f"{routing_key[:100]!r} is unknown here; there are {known}")


class MalformedAnnouncementError(MalformedMessageError):
    """A body that does not fit the published schema; says where, never what it holds."""

    code = "malformed_announcement"
