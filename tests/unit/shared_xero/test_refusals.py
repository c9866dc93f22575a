"""Every recorded sentence of Xero has a code of its own, whatever stands in its gaps."""

import pytest

from shared.answers import OTHER
from shared.xero.refusals import CODES, refusal

CATALOGUE = [
    ("A validation exception occurred", OTHER),
    (
        (
            "The contact name Acme Ltd is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        ),
        "contact_name_taken",
    ),
    (
        (
            "The contact name Account code 'archived' is already assigned to another contact. "
            "The contact name must be unique across all active contacts."
        ),
        "contact_name_taken",
    ),
    (
        (
            "The specified contact details matched an archived contact. "
            "Archived contacts cannot currently be edited via the API."
        ),
        "contact_archived",
    ),
    (
        (
            "The contact with the specified contact details has been archived. "
            "The contact must be un-archived before creating new invoices or credit notes."
        ),
        "contact_archived",
    ),
    (
        (
            "The Contact must contain at least 1 of the following elements to identify the contact: "
            "Name, ContactID, ContactNumber"
        ),
        "contact_missing",
    ),
    ("A Contact must be specified for this type of transaction", "contact_missing"),
    ("Contact name cannot be empty", "contact_name_missing"),
    ("Email address must be valid.", "email_invalid"),
    (
        "Another contact has this contact number. Please enter a unique Contact Number.",
        "contact_number_taken",
    ),
    ("You’ve reached the limit of 100 contact groups.", "contact_groups_full"),
    ("One or more line items must be specified", "lines_missing"),
    ("Invoice not of valid status for creation", "not_valid_status"),
    ("Invoice not of valid status for modification", "not_valid_status"),
    ("Credit Note not of valid status for modification", "not_valid_status"),
    ("This document cannot be edited as it has a payment or credit note allocated to it.", "has_payments"),
    (
        "The status DRAFT cannot be applied to the invoice because it has payments or credit notes allocated to it.",
        "has_payments",
    ),
    (
        "Date cannot be changed on an invoice that has payment or credit notes allocated to it.",
        "has_payments",
    ),
    ("Invoice # must be unique.", "invoice_number_taken"),
    ("An existing invoice with the specified ID could not be found", "not_found"),
    ("An existing Credit Note with the specified CreditNoteID could not be found", "not_found"),
    ("Account code '200' is not a valid code for this document.", "unknown_account"),
    (
        "Account code '200' has been archived, or has been deleted. Each line item must reference a valid account.",
        "archived_account",
    ),
    ("Account code '200' does not exist or cannot be applied to Items.", "unknown_account"),
    ("The TaxType code 'INPUT2' cannot be used with account code '200'.", "tax_does_not_fit"),
    (
        "The TaxType code 'X' does not exist or cannot be used with this type of transaction.",
        "tax_does_not_fit",
    ),
    ("The line total 1.00 does not match the expected line total 100.00", "line_total"),
    ("The UnitAmount should be used when specifying a discount for a line item.", "discount_without_price"),
    ("Tax amount cannot be greater than the line amount", "tax_exceeds_line"),
    ("Tax amount cannot be greater than the line amount!", "tax_exceeds_line"),
    ("The document total does not equal the sum of the lines", "document_total"),
    (
        "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.",
        "quantity_negative",
    ),
    ("The document total must not be negative.", "total_negative"),
    ("The document DueDate field must be specified", "due_date_missing"),
    (
        "The document date cannot be before the end of year lock date, currently set at 31 March 2026",
        "locked_period",
    ),
    (
        "The document date cannot be before the period lock date, currently set at 31 March 2026",
        "locked_period",
    ),
    ("Organisation is not subscribed to currency EUR", "currency_not_subscribed"),
    ("Users Organisation is not subscribed to currency NZD", "currency_not_subscribed"),
    ("You have reached the limit of invoices you can approve", "approval_limit"),
    ("Payment amount exceeds the amount outstanding on this document", "amount_exceeds_outstanding"),
    ("Payments can only be made against Authorised documents", "not_approved"),
    ("Account type is invalid for making a payment", "payment_account_unfit"),
    ("Price List Item with Code 'abc' already exists", "item_code_taken"),
    ("Item code 'abc' is not valid", "item_code_unknown"),
    ("Please enter a unique Name.", "account_name_taken"),
    ("Please enter a unique Code.", "account_name_taken"),
    ("The document with the supplied id was not found for this endpoint.", "not_found"),
    ("Url must be a valid absolute url", "url_invalid"),
    ("Idempotency Key: K is used with a different request.", "idempotency_key_reused"),
    ("The Api Method called is not implemented", "not_implemented"),
    ("Deleted PurchaseOrders cannot be updated", "not_valid_status"),
    ("PurchaseOrder status change is invalid", "not_valid_status"),
    ("Order number must be unique", "order_number_taken"),
    ("Something nobody has seen before", OTHER),
    ("", OTHER),
]


@pytest.mark.parametrize(("text", "code"), CATALOGUE)
def test_a_recorded_sentence_has_its_code_and_is_kept(text: str, code: str) -> None:
    found = refusal(text)

    assert found.code == code
    assert found.text == text


@pytest.mark.parametrize(("text", "code"), CATALOGUE)
def test_upper_and_lower_case_make_no_difference(text: str, code: str) -> None:
    assert refusal(text.upper()).code == code


def test_every_code_has_a_recorded_sentence() -> None:
    assert {code for _, code in CATALOGUE} == CODES
