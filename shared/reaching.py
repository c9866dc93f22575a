"""Why RabbitMQ or MongoDB is not reached, in words for whoever gave their addresses."""

import re

TLS = re.compile(r"\[SSL: (\w+)\] (.+?) \(_ssl")
WRONG_FOR_GOOD = re.compile("CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|WRONG_VERSION_NUMBER")
"""Time mends nothing of these, or only somebody's hand at the server."""
NO_TLS = "WRONG_VERSION_NUMBER"
HANGS_UP = re.compile("connection (reset|closed|lost)|broken pipe|pool paused|operation cancelled", re.IGNORECASE)
"""MongoDB's driver tells of the first failure only at times: afterwards it says what came of it."""


class NotTrustedError(Exception):
    """A server and we do not take each other's certificates; in words for people."""


def why(error: BaseException) -> str:
    """`AMQPConnectionError`, and where TLS may be to blame, how."""
    name, said = type(error).__name__, str(error)
    if told := _of_tls(said):
        return f"{name}: {told}"
    if HANGS_UP.search(said):
        return f"{name}: it hangs up; where it demands TLS, say amqps:// to RabbitMQ and tls=true to MongoDB"
    return name


def insist_on_trust(server: str, error: BaseException) -> None:
    """Raises NotTrustedError where it makes no sense to wait for the server."""
    found = TLS.search(str(error))
    if found and WRONG_FOR_GOOD.search(found[1]):
        raise NotTrustedError(f"{server} cannot be spoken to by TLS: {_of_tls(str(error))}") from None


def _of_tls(said: str) -> str:
    found = TLS.search(said)
    if found is None:
        return ""
    return "it speaks no TLS at that port" if found[1] == NO_TLS else found[2].rstrip(".")
