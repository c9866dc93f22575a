"""What a setting from the environment may look like. What does not fit is never repeated: it may be secret."""

import ipaddress
import re
import ssl
from collections.abc import Callable
from email.utils import parseaddr
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from pydantic import AfterValidator, Field, SecretStr

from shared.crypto import Vault
from shared.errors import InvalidChoiceError

PLACEHOLDERS = frozenset({"changeme", "change-me", "change_me", "password", "secret", "todo", "xxx"})
_KEY = re.compile(r"[!-~]*")
_DATABASE = re.compile(r"""[^\s/\\."$*<>:|?]{1,63}""")
_HEADER = re.compile(r"[A-Za-z0-9-]*")
_MAILBOX = re.compile(r"[^\s@,]+@[^\s@,]+")


def parts(text: str) -> tuple[str, ...]:
    """Of a list with commas."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _checked(fits: Callable[[str], bool], words: str) -> AfterValidator:
    """Refuses with these words what does not fit; of a secret, what is in it."""

    def check(given: str | SecretStr) -> str | SecretStr:
        text = given.get_secret_value() if isinstance(given, SecretStr) else given
        if not fits(text):
            raise ValueError(words)
        return given

    return AfterValidator(check)


def _address(*schemes: str, example: str = "", optional: bool = False) -> AfterValidator:
    """One of these kinds; where it is optional, also none."""

    def fits(text: str) -> bool:
        try:
            found = urlsplit(text)
            port = found.port
        except ValueError:
            return False
        return text.partition(":")[0] in schemes and bool(found.hostname) and port != 0  # in small letters, as compared

    words = f"should be an address such as {example or f'{schemes[0]}://host'}"
    return _checked(lambda text: (optional and not text) or fits(text), words)


def _with_file(option: str) -> AfterValidator:
    """Refuses a file of certificates in an address that cannot be read: found out late, that looks like a defect."""

    def fits(address: str) -> bool:
        given = {name.lower(): values[-1] for name, values in parse_qs(urlsplit(address).query).items()}
        return option.lower() not in given or _holds_certificates(given[option.lower()])

    return _checked(fits, f"{option} names no file with certificates that can be read")


def _holds_certificates(path: str) -> bool:
    try:
        ssl.create_default_context(cafile=path)
    except OSError:
        return False
    return True


def _is_mongo(text: str) -> bool:
    """A list of hosts is no address that everybody can take apart."""
    scheme, there, rest = text.partition("://")
    return scheme in {"mongodb", "mongodb+srv"} and bool(there) and bool(rest.strip("/"))


def _are_keys(text: str) -> bool:
    try:
        Vault(SecretStr(text))
    except InvalidChoiceError:
        return False
    return True


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_mailbox(text: str) -> bool:
    return bool(_MAILBOX.fullmatch(parseaddr(text)[1]))


WebAddress = Annotated[str, _address("https", "http")]
AnyWebAddress = Annotated[str, _address("https", "http", optional=True)]
SecretWebAddress = Annotated[SecretStr, _address("https", "http", optional=True)]
Management = Annotated[SecretStr, _address("https", "http", example="http://user:password@host:15672")]
Broker = Annotated[
    SecretStr,
    _address("amqps", "amqp", example="amqp://user:password@host:5672/"),
    _with_file("cafile"),
    _with_file("certfile"),
]
MailServer = Annotated[SecretStr, _address("smtp", "smtps", "smtp+plain", example="smtp://host:587", optional=True)]
MongoAddress = Annotated[
    SecretStr,
    _checked(_is_mongo, "should be an address such as mongodb://user:password@host:27017/?replicaSet=rs0"),
    _with_file("tlsCAFile"),
    _with_file("tlsCertificateKeyFile"),
]
TokenKeys = Annotated[
    SecretStr, _checked(_are_keys, "needs at least one key of 32 bytes in URL-safe base64; several with commas")
]
OwnSecret = Annotated[
    SecretStr,
    _checked(lambda text: bool(_KEY.fullmatch(text)), "should be letters, digits and signs, without spaces"),
    _checked(lambda text: text.lower() not in PLACEHOLDERS, "is a placeholder; choose a secret of your own"),
]
DatabaseName = Annotated[
    str,
    Field(min_length=1),
    _checked(
        lambda text: bool(_DATABASE.fullmatch(text)), "should be a database name: letters, digits, _ and -, 63 at most"
    ),
]
HeaderName = Annotated[
    str,
    _checked(lambda text: bool(_HEADER.fullmatch(text)), "should be the name of a header, such as X-Forwarded-User"),
]
IpAddresses = Annotated[
    str, _checked(lambda text: all(map(_is_ip, parts(text))), "should be IP addresses, separated by commas")
]
Mailboxes = Annotated[
    str,
    _checked(lambda text: all(map(_is_mailbox, parts(text))), "should be e-mail addresses, separated by commas"),
]
