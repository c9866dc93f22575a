"""What Scoro will make of a document; pure.

Scoro works out tax per line or per document, and per line rounds each or only the sum: a setting of the site that its
API does not tell. Where no way gives Xero's tax the document is held; where some do, it is written and compared with
what Scoro answers (R122).
"""

from collections import defaultdict
from decimal import Decimal

from shared.documents.errors import TotalsDifferError
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.lines import HUNDRED, numbers, vat_code
from shared.documents.to_scoro.refs import Refs
from shared.money import ZERO, cents, total


def possible_taxes(document: DocumentInXero, refs: Refs) -> frozenset[Decimal]:
    """Per line and rounded each, per line and rounded once, per rate on the whole."""
    by_rate: defaultdict[Decimal, Decimal] = defaultdict(lambda: ZERO)
    exact: list[Decimal] = []
    for line in document.line_items:
        if line.is_text:
            continue
        net, percent = numbers(document, line).net, vat_code(line, refs).percent
        by_rate[percent] += net
        exact.append(net * percent / HUNDRED)
    return frozenset(
        {
            total(cents(tax) for tax in exact),
            cents(total(exact)),
            total(cents(net * percent / HUNDRED) for percent, net in by_rate.items()),
        }
    )


def check(document: DocumentInXero, refs: Refs) -> None:
    """Raises TotalsDifferError where Scoro could not make the same of it."""
    net = total(numbers(document, line).net for line in document.line_items if not line.is_text)
    taxes = possible_taxes(document, refs)
    if net != document.net or cents(document.total_tax) not in taxes:
        nearest = min(taxes, key=lambda tax: abs(tax - document.total_tax))
        raise TotalsDifferError(scoro=net + nearest, xero=document.total)
