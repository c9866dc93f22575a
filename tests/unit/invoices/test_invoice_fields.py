"""Style guide §8: every field of Scoro is mapped, or left out for a reason that is written down."""

from typing import Any

import pytest

from services.invoices.documents import ScoroInvoice
from services.invoices.mapping import LEFT_OUT, to_xero
from shared.documents.fields import ScoroLine
from tests.unit.invoices.examples import A_LINE, REFS, an_invoice

API_REFERENCE = """
id no company_id company_name company_address company_address_id person_id person_name interested_party_id
interested_party_address_id project_id project_name date deadline currency currency_rate discount discount2 discount3
sum vat_sum vat vat_code vat_code_id payment_type fine reference_no description status paid_sum receivable_sum
payment_fee is_sent quote_id order_id prepayment_id prepayment_sum credited_invoices generation_type
scheduled_invoice_id accounting_period_from accounting_period_to pay_now_link is_role_based local_price_list_id
real_estate_id owner_id owner_email account_id lines custom_fields created_date modified_date is_deleted deleted_date
prepayment_percent lines.id lines.product_id lines.product_name lines.product_code lines.comment lines.comment2
lines.price lines.amount lines.amount2 lines.unit lines.discount lines.sum lines.vat lines.vat_code lines.vat_code_id
lines.finance_account_id lines.finance_account_symbol lines.finance_account_name lines.finance_object_id
lines.finance_object_symbol lines.finance_object_name lines.project_id lines.project_name lines.cost lines.supplier_id
lines.supplier_name lines.doer_id lines.doer_email lines.role_id lines.role_name lines.is_internal lines.dates
lines.depot_amounts lines.custom_fields
"""
"""Scoro API reference §7.3; `prepayment_percent` from §7.4, the mark by which a prepayment is known."""

DOCUMENTED = frozenset(API_REFERENCE.split())

READ = frozenset({*ScoroInvoice.model_fields, *(f"lines.{name}" for name in ScoroLine.model_fields)})


class Reads:
    """A document that remembers which of its fields were read."""

    def __init__(self, document: Any, fields: set[str], prefix: str = "") -> None:
        self._document, self._fields, self._prefix = document, fields, prefix

    def __getattr__(self, name: str) -> Any:
        kind = type(self._document)
        if name in kind.model_fields:
            self._fields.add(self._prefix + name)
            value = getattr(self._document, name)
            return tuple(Reads(line, self._fields, "lines.") for line in value) if name == "lines" else value
        return getattr(kind, name).fget(self)  # a property, computed from fields


def fields_read(**changes: Any) -> set[str]:
    fields: set[str] = set()
    invoice: Any = Reads(an_invoice(**changes), fields)
    to_xero(invoice, REFS)
    return fields


def test_every_field_of_scoro_is_read_or_left_out_with_a_reason() -> None:
    assert READ | LEFT_OUT.keys() == DOCUMENTED


def test_the_mapping_reads_every_field_that_is_not_left_out() -> None:
    foreign = fields_read(currency="EUR", currency_rate="0.86", reference_no="", company_id=None)
    odd = {**A_LINE, "product_name": "", "comment": "", "vat_code": "", "project_id": 0, "amount": "10.00001"}
    by_document = fields_read(vat_code="OUTPUT2", lines=[odd])

    assert foreign | by_document | LEFT_OUT.keys() == READ | LEFT_OUT.keys()


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_what_is_left_out_is_not_read_by_the_mapping(name: str) -> None:
    assert LEFT_OUT[name]
    assert name not in fields_read()
