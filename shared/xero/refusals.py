"""Why Xero refused an element: one table from its sentences to our codes, matched by what cannot be missing in them.

The wording changes over the years, so each row names the fewest words that tell it from its neighbours; the sentence
itself is always kept. What one is about, where it says so, is its subject: the group of that name in its row, else the
first thing that it quotes.
"""

import re

from shared.answers import OTHER, Refusal

UNREADABLE = "not_readable_by_xero"
UNEXPLAINED = "refused_without_reason"
QUOTED = re.compile(r"'(?P<subject>[^']{1,40})'")

_ROWS: tuple[tuple[str, str], ...] = (
    ("contact_name_taken", r"contact name (?P<subject>.*?) is already assigned|contact name .*must be unique"),
    ("contact_number_taken", r"contact number"),
    ("unknown_account", r"account code .*(not a valid code|does not exist|cannot be applied)|account not found for"),
    ("tax_does_not_fit", r"taxtype code .*(cannot be used|does not exist)"),
    ("archived_account", r"account code .*(archived|deleted)"),
    ("contact_archived", r"archived contact|contact .*has been archived"),
    ("contact_missing", r"contact must (contain at least|be specified)"),
    ("contact_name_missing", r"contact name cannot be empty"),
    ("contact_groups_full", r"limit of .*contact groups"),
    ("email_invalid", r"email address must be valid"),
    ("invoice_number_taken", r"(invoice|credit ?note) (#|number) must be unique"),
    ("order_number_taken", r"order number must be unique"),
    ("lines_missing", r"line items? must be specified"),
    ("has_payments", r"payments?( or |/)credit notes? allocated"),
    ("not_valid_status", r"not of valid status|status change is invalid|deleted \w+ cannot be updated"),
    ("not_approved", r"only be made against authorised"),
    ("not_found", r"could not be found|was not found"),
    ("amount_exceeds_outstanding", r"exceeds the amount outstanding|exceeds the (remaining|amount)"),
    ("payment_account_unfit", r"account type is invalid"),
    ("line_total", r"line total .*does not match"),
    ("discount_without_price", r"unitamount should be used .*discount"),
    ("tax_exceeds_line", r"tax amount cannot be greater"),
    ("document_total", r"document total does not equal"),
    ("quantity_negative", r"quantity .*(less than zero|negative|is invalid)"),
    ("total_negative", r"total .*(less than zero|negative|must be greater than or equal)|negative .*total"),
    ("due_date_missing", r"due ?date .*must be specified"),
    ("locked_period", r"(end of year|period) lock date"),
    ("currency_not_subscribed", r"not subscribed to currency (?P<subject>\w{3})"),
    ("approval_limit", r"limit of invoices you can approve"),
    ("item_code_taken", r"price list item .*already exists"),
    ("item_code_unknown", r"item code .*(not valid|does not exist|could not be found)"),
    ("account_name_taken", r"unique (name|code)"),
    ("url_invalid", r"url must be|valid absolute url"),
    ("idempotency_key_reused", r"idempotency key.*different request"),
    ("not_implemented", r"method called is not implemented"),
    (UNEXPLAINED, r"^a validation exception occurred\.?$"),
)
_TABLE = tuple((code, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for code, pattern in _ROWS)

CODES = frozenset({OTHER, UNREADABLE, *(code for code, _ in _ROWS)})


def refusal(text: str) -> Refusal:
    """The first row that fits, else `xero_refused`."""
    for code, pattern in _TABLE:
        if found := pattern.search(text):
            return Refusal(code, text, found.groupdict().get("subject") or _quoted(text))
    return Refusal(OTHER, text, _quoted(text))


def _quoted(text: str) -> str:
    found = QUOTED.search(text)
    return found["subject"] if found else ""
