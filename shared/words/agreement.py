"""How differences between two books are said to people."""

from shared.store.agreement_records import Kind, Line, Why

KINDS: dict[Kind, str] = {
    Kind.DIFFERS: "Not the same on both sides",
    Kind.GONE_IN_SCORO: "Deleted in Scoro, still in Xero",
    Kind.GONE_IN_XERO: "Voided or deleted in Xero, still in Scoro",
    Kind.ONLY_IN_SCORO: "Only in Scoro",
    Kind.ONLY_IN_XERO: "Only in Xero",
    Kind.LEFT_OUT: "Left out",
}
WHYS: dict[Why, str] = {
    Why.DRIFT: "Changed behind the sync's back",
    Why.UNDER_WAY: "On its way while the books were read; the next proof shows it",
    Why.PROBLEM: "Needs attention",
    Why.RULE: "Kept by a rule",
}
FIELDS: dict[str, str] = {
    "net": "Net",
    "tax": "Tax",
    "gross": "Gross",
    "due": "Open",
    "currency": "Currency",
    "rate": "Rate",
    "date": "Date",
    "number": "Number",
    "contact": "Contact",
}
STATUSES: dict[str, str] = {
    "draft": "Draft",
    "awaiting_payment": "Awaiting Payment",
    "paid": "Paid",
    "booked": "Booked",
}
MERGED = "contacts_merged"
SIDES = {"scoro": "Scoro", "xero": "Xero"}
MOVED = "It crossed again since; the next proof shows how it stands."
NEVER = "The books have not been compared yet. Ask for a proof, or wait for the night."


def status(code: str) -> str:
    """As people say it."""
    return STATUSES.get(code, code.capitalize())


def changed(line: Line) -> str:
    """Who changed it, as far as that is known."""
    if len(line.changed_in) > 1:
        return "Changed in Scoro and in Xero since both agreed"
    if line.changed_in:
        return f"Changed in {SIDES[line.changed_in[0]]} since both agreed"
    return WHYS[line.why]


def wins(line: Line) -> str:
    """What follows: by rule the source wins, but money is for people to decide."""
    if line.why is Why.UNDER_WAY:
        return "Nothing to do."
    source = SIDES[line.source]
    other = SIDES["xero" if line.source == "scoro" else "scoro"]
    if line.code == "receipt_made_in_scoro":
        return "Payments come from Xero: book it there, or delete it in Scoro."
    if line.code == MERGED and line.differs == ("contact",):
        return "Merge the two contacts in Scoro too, or leave it so."
    if line.kind is Kind.DIFFERS and not line.is_about_money:
        return f"{source} wins by rule: write {source}'s version again, mend it in {other}, or leave it so."
    return f"A person decides: {_ways(line, source, other)}. Newest never wins."


def _ways(line: Line, source: str, other: str) -> str:
    if line.kind is Kind.GONE_IN_XERO and line.source == "scoro":
        return (
            "give it another number in Scoro and send it, since Xero takes this one no second time, delete it in "
            "Scoro, or leave it so"
        )
    if line.kind is Kind.GONE_IN_SCORO and line.source == "scoro":
        return "void it in Xero, or leave it so"
    if line.kind in {Kind.DIFFERS, Kind.GONE_IN_SCORO}:
        return f"write {source}'s version again, mend it in {other}, or leave it so"
    return f"mend it in {other}, or change it in {source} and send it again"


def again(line: Line) -> str:
    """What the act of writing the source's version again is called."""
    return f"Write {SIDES[line.source]}'s version again"


def left_so(by: str, why: str) -> str:
    """Of a difference that somebody accepted."""
    return f"Left so by {by}: {why.rstrip('.')}. It stays so until either side changes."


def lapsed(by: str, why: str) -> str:
    """Of one that changed since."""
    return f"Was left so by {by} ({why.rstrip('.')}), but a side changed since."
