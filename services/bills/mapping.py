"""Which field of a bill becomes which in Xero; pure."""

from services.bills.documents import ScoroBill, XeroBill
from services.bills.errors import NegativeBillError
from shared.documents import header
from shared.documents.fields import XeroStatus
from shared.documents.levelling import made_equal
from shared.documents.lines import to_lines
from shared.documents.refs import Refs
from shared.sync.fingerprint import Notices, Translated


def to_xero(bill: ScoroBill, refs: Refs) -> Translated[XeroBill]:
    """The bill in Xero, Awaiting Payment (R102).

    Raises TotalsDifferError where Xero would make another gross sum of it (R122), NegativeBillError.
    """
    if bill.gross < 0:
        raise NegativeBillError(bill.id)
    notices = Notices()
    date = header.date(bill)
    element = XeroBill(
        invoice_number=header.number(bill),
        contact=header.contact(bill, refs),
        date=date,
        due_date=bill.deadline or date,
        currency_code=header.currency(bill, refs),
        currency_rate=header.rate(bill, refs, notices),
        status=XeroStatus.AUTHORISED,
        url=header.url(refs, notices),
        line_items=to_lines(bill, refs, notices, sign=1, may_discount=False),
    )
    return made_equal(Translated(element, notices.all()), bill.gross, refs)
