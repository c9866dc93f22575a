"""Names as Xero takes them: no outer or doubled spaces, no angle brackets, unique among active contacts in any case."""

from services.contacts.documents import ScoroContact

NAME_LIMIT = 255
BRACKETS = str.maketrans("<>", "()")


def tidy(text: str) -> str:
    """Every run of white space becomes one space, the ends none."""
    return " ".join(text.split())


def person_or_company(contact: ScoroContact) -> str:
    """A company's name, or first and last name of a person (R72)."""
    return tidy(f"{contact.name} {contact.lastname}".translate(BRACKETS))


def distinguished(name: str, scoro_id: int) -> str:
    """`Acme Ltd (312)`: unique, since no other contact of this connection has that id."""
    suffix = f" ({scoro_id})"
    return name[: NAME_LIMIT - len(suffix)].rstrip() + suffix


def name_key(name: str) -> str:
    """Equal for names that Xero does not tell apart."""
    return tidy(name.translate(BRACKETS))[:NAME_LIMIT].rstrip().casefold()


def number_key(number: str) -> str:
    """Equal for registration and VAT numbers that differ only in writing: `GB 123-45` and `gb12345`."""
    return "".join(sign for sign in number if sign.isalnum()).upper()
