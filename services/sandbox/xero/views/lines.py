"""Line items."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Line
from services.sandbox.xero.views import tracking
from services.sandbox.xero.views.common import Flavour, Json, number, put_text, unit_price


def lines(ledger: Ledger, rows: tuple[Line, ...], flavour: Flavour, unit_places: int) -> list[Json]:
    shown = [_line(ledger, line, unit_places, flavour) for line in rows]
    if flavour in {Flavour.SINGLE, Flavour.WRITTEN}:
        for line in shown:
            line["ValidationErrors"] = []
    return shown


def _line(ledger: Ledger, line: Line, unit_places: int, flavour: Flavour) -> Json:
    shown: Json = {"LineItemID": line.id}
    put_text(
        shown,
        Description=line.description,
        AccountCode=line.account_code,
        AccountID=line.account_id,
        ItemCode=line.item_code,
        TaxType=line.tax_type,
    )
    if line.item_code and (item := ledger.item_for(line.item_code)):
        shown["Item"] = {"ItemID": item.id, "Name": item.name, "Code": item.code}
    if line.unit_amount is not None and line.quantity is not None:
        shown["UnitAmount"] = unit_price(line.unit_amount, unit_places)
        shown["Quantity"] = number(line.quantity)
    if line.discount_rate is not None:
        shown["DiscountRate"] = number(line.discount_rate)
    if line.discount_amount is not None:
        shown["DiscountAmount"] = number(line.discount_amount)
    shown |= {"TaxAmount": number(line.tax_amount), "LineAmount": number(line.line_amount)}
    return shown | {"Tracking": tracking.of_line(ledger, line, flavour)}
