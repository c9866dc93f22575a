"""What can be wrong with a single contact or document; most of it said by Xero."""

from shared.words.advice_words import Advice

PAID = Advice(
    "The document has a payment in Xero",
    "Xero takes no more changes once something is paid, credited or allocated, so it was not sent. What exactly is in "
    "the way, and by how much the sums differ, is told beside each document.",
    "Take the change back in Scoro and make a document of its own over the difference: a credit note if it is less, "
    "a further invoice if it is more. Or remove in Xero what is named there (unallocate credits and prepayments; a "
    "payment that is reconciled with the bank must be unreconciled first), let the change cross, which it then does by "
    "itself within the hour, or at once with Retry, and enter or allocate the same again. If the change does not "
    "matter, take it back in Scoro.",
)
RENUMBER = "Give the document another number in Scoro, for example with a 0 in front."

OBJECTS: dict[str, Advice] = {
    "no_sales_account": Advice(
        "No sales account for a line",
        "The line and its product have no sales account and no default is set.",
        "Set a default in the settings: `scoro-xero settings set default_sales_account=200`; or one on the product.",
    ),
    "no_expense_account": Advice(
        "No expense account for a line",
        "The line and its product have no expense account and no default is set.",
        "Set a default in the settings: `scoro-xero settings set default_expense_account=429`; or one on the product.",
    ),
    "product_code_too_long": Advice(
        "The product's code is too long for Xero",
        "Xero keeps thirty characters of an item code.",
        "Shorten the code in Scoro.",
    ),
    "product_code_taken": Advice(
        "Two products have the same code",
        "The other system has one with this code, and it belongs to another product already.",
        "Give one of the two another code.",
    ),
    "ambiguous_product": Advice(
        "Several products in Scoro may be this item",
        "Scoro's answer was lost when it was made, and several products without a code have its name.",
        "Delete in Scoro the one that was made last, then Retry: it is made anew.",
    ),
    "nameless_product": Advice(
        "A product has neither name nor code",
        "Nothing tells what it is.",
        "Give it a name.",
    ),
    "negative_bill": Advice(
        "A bill is negative as a whole",
        "Xero takes no negative bills, and Scoro does not say whose credit it is.",
        "Enter a credit note of the supplier in Xero, and make the bill positive or delete it in Scoro.",
    ),
    "account_not_in_scoro": Advice(
        "An account is not active in Scoro",
        "A line's account has no active finance account in Scoro; bank accounts and archived ones never have.",
        "Choose another account on the line in Xero, or restore it; accounts come over within the hour.",
    ),
    "tax_rate_not_in_scoro": Advice(
        "A tax rate is not active in Scoro",
        "A line's tax rate has no active VAT code in Scoro.",
        "Choose another rate on the line in Xero, or restore it; rates come over within the hour.",
    ),
    "currency_not_active": Advice(
        "The currency is not active in Scoro",
        "Scoro keeps documents only in the currencies that are active there.",
        "Activate it in Scoro (Settings → Site settings → Currencies), then retry.",
    ),
    "number_taken_in_scoro": Advice(
        "The number is already used in Scoro",
        "Another document there has this number, with another contact, currency or total.",
        "Change one of the two numbers, or make both the same if they are one document; then retry.",
    ),
    "document_not_seen": Advice(
        "Scoro does not show whether the document is still there",
        "It is tried again by itself; until then nothing is made beside it.",
        "If this lasts, see that the user of the Scoro connection may open the document there, then retry.",
    ),
    "twin_not_seen": Advice(
        "Xero does not show the document",
        "It is tried again by itself; until then nothing is changed in Xero, and nothing is made beside it.",
        "If this lasts, look for the document in Xero, see that the right organisation is connected, then retry.",
    ),
    "deleted_in_xero": Advice(
        "Voided in Xero, kept in Scoro",
        "A document that was made in Scoro, or has receipts there, is not deleted for a void in Xero.",
        "Delete it in Scoro by hand if it should be gone, its receipts first.",
    ),
    "unknown_account": Advice(
        "An account does not exist in Xero",
        "A line uses an account code that Xero does not know, or may not use here.",
        "Choose another account on the product or the line in Scoro, or in the settings.",
    ),
    "archived_account": Advice(
        "An account is archived in Xero",
        "A line uses an account that was archived or deleted.",
        "Restore the account in Xero, or choose another one in Scoro.",
    ),
    "unknown_tax_rate": Advice(
        "A line's tax rate is not one of Xero's",
        "Rates that Scoro had before the connection cannot be used, nor a line without one.",
        "Choose a tax rate that came from Xero on that line.",
    ),
    "tax_does_not_fit": Advice(
        "Tax rate and account do not fit together",
        "Xero does not allow this tax rate with this account.",
        "Change one of the two on the line in Scoro.",
    ),
    "unknown_currency": Advice(
        "The currency is not active in Xero",
        "The organisation is not subscribed to the document's currency.",
        "Add the currency in Xero, or change it on the document.",
    ),
    "currency_not_subscribed": Advice(
        "The currency is not active in Xero",
        "The organisation is not subscribed to the document's currency.",
        "Add the currency in Xero, or change it on the document.",
    ),
    "document_incomplete": Advice(
        "Something is missing on the document",
        "The other side cannot keep it without.",
        "Complete it where it comes from.",
    ),
    "lines_missing": Advice("The document has no lines", "Xero wants at least one.", "Add a line in Scoro."),
    "due_date_missing": Advice(
        "The due date is missing", "Xero wants one on an approved document.", "Set the deadline in Scoro."
    ),
    "lines_do_not_add_up": Advice(
        "The lines do not make the document's sum",
        "The sum in Scoro differs from its own lines by more than rounding.",
        "Open the document in Scoro, check discounts and rounding, and save it again.",
    ),
    "totals_differ": Advice(
        "Totals differ between Scoro and Xero",
        "Usually rounding that no line can take up, or a line that is missing on one side.",
        "Choose an account for such cents: `scoro-xero settings set rounding.account=860`; or align both documents.",
    ),
    "one_tax_rate_only": Advice(
        "Several tax rates where Scoro takes one",
        "The site works out tax by document, with one rate for all lines.",
        "Let Scoro work out tax by line (site settings) and try again, or split the document in Xero.",
    ),
    "line_total": Advice(
        "A line's total does not match", "Xero multiplies and rounds to another sum.", "Check quantity and price."
    ),
    "document_total": Advice(
        "The document's total does not match", "Xero adds up to another sum.", "Check lines and discounts in Scoro."
    ),
    "discount_without_price": Advice(
        "A discount without a price", "Xero wants a unit price on a line with discount.", "Set the price in Scoro."
    ),
    "tax_exceeds_line": Advice(
        "The tax is more than the line", "Xero does not take that.", "Check the line's tax in Scoro."
    ),
    "quantity_negative": Advice(
        "A negative quantity", "Xero takes no negative quantities.", "Use a credit invoice, or a negative price."
    ),
    "total_negative": Advice(
        "A negative total", "Xero takes no invoice below zero.", "Make it a credit invoice in Scoro."
    ),
    "number_taken": Advice(
        "The number is already used in Xero",
        "A document of that number exists with another contact or total, is another one of Scoro, or was voided.",
        f"If they are the same document, align contact and total. Else: {RENUMBER[0].lower()}{RENUMBER[1:]}",
    ),
    "invoice_number_taken": Advice("The number is already used in Xero", "Another document has it.", RENUMBER),
    "order_number_taken": Advice("The order number is already used", "Another order in Xero has it.", RENUMBER),
    "voided_in_xero": Advice("The document was voided in Xero", "Its number cannot be used again there.", RENUMBER),
    "payment_attached": PAID,
    "has_payments": PAID,
    "not_valid_status": Advice(
        "Its status in Xero allows no change", "It was voided, deleted or paid there.", RENUMBER
    ),
    "not_approved": Advice(
        "The document is not approved in Xero", "Payments need an approved document.", "Approve it in Xero."
    ),
    "approved_twin_stays": Advice(
        "Deleted in Scoro, approved in Xero",
        "An approved document in Xero is neither deleted nor voided from here.",
        "Void it in Xero if it should be gone, then ignore this. Where documents come to Scoro, pull it again: "
        "`scoro-xero pull`.",
    ),
    "credit_not_allocated": Advice(
        "A credit note was not allocated",
        "It was made in Xero, but Xero refused to allocate it to the invoice that it credits.",
        "Allocate it in Xero, then try again: what is allocated there is left alone.",
    ),
    "kind_changed": Advice(
        "Invoice and credit note were swapped",
        "It became the other kind of document in Scoro; in Xero the two cannot be changed into each other.",
        "Make a new document in Scoro and void the old one in Xero.",
    ),
    "locked_period": Advice(
        "The date lies in a closed period",
        "Nothing dated on or before the lock date can be made or changed in Xero, so it was not sent.",
        "Move the lock date in Xero: it goes by itself then. Or change the date in Scoro, or choose in the settings "
        "that such documents are sent with the first open day.",
    ),
    "approval_limit": Advice(
        "Xero's plan allows no more approvals", "The organisation reached its limit.", "Upgrade the plan in Xero."
    ),
    "nameless_contact": Advice(
        "The contact has no name", "Xero cannot keep a contact without one.", "Give it a name in Scoro."
    ),
    "contact_name_missing": Advice(
        "The contact has no name", "Xero cannot keep a contact without one.", "Give it a name in Scoro."
    ),
    "ambiguous_contact": Advice(
        "Several contacts in Xero may be this one",
        "They share a number or a name, so it is not clear which one is meant.",
        "Merge them in Xero, or make registration number or name differ.",
    ),
    "contacts_merged": Advice(
        "Two contacts of Scoro are one in Xero",
        "Their twins were merged there; documents of both go to the one that stayed.",
        "Merge the two in Scoro as well. If they are not the same, make a new contact in Scoro for one of them.",
    ),
    "contact_name_taken": Advice(
        "Another contact in Xero has this name", "Names are unique there.", "Rename one of the two, or merge them."
    ),
    "contact_number_taken": Advice(
        "Another contact in Xero has this contact number",
        "The number holds the Scoro id and must be unique.",
        "Remove the number from the other contact in Xero.",
    ),
    "contact_archived": Advice(
        "The contact is archived in Xero", "Xero takes no documents for it.", "Restore the contact in Xero."
    ),
    "contact_missing": Advice(
        "The document has no contact", "Xero wants one.", "Choose the client on the document in Scoro."
    ),
    "contact_groups_full": Advice(
        "Too many contact groups", "Xero's limit of contact groups is reached.", "Remove groups in Xero."
    ),
    "email_invalid": Advice(
        "An e-mail address is not valid", "Xero refuses the contact with it.", "Correct the address in Scoro."
    ),
    "url_invalid": Advice(
        "An address is not valid", "Xero refuses a link that is no full web address.", "Correct it in Scoro."
    ),
    "item_code_taken": Advice("The product code is taken", "Another item in Xero has it.", "Change one of the codes."),
    "item_code_unknown": Advice(
        "The product is not in Xero", "A line names an item code that Xero does not know.", "Synchronize the product."
    ),
    "account_name_taken": Advice("Name or code is taken", "Another account in Xero has it.", "Change one of the two."),
    "amount_exceeds_outstanding": Advice(
        "More than is still open", "The sum is larger than what is due on the document.", "Compare both documents."
    ),
    "payment_account_unfit": Advice(
        "The account takes no payments", "Its type in Xero does not allow them.", "Choose a bank account."
    ),
    "not_found": Advice(
        "Xero no longer has it", "The twin was deleted or merged in Xero.", "Change it in Scoro and retry."
    ),
    "xero_not_found": Advice(
        "Xero no longer has it", "The twin was deleted or merged in Xero.", "Change it in Scoro and retry."
    ),
    "scoro_not_found": Advice(
        "Scoro no longer has it", "It was deleted, or belongs to another entity.", "Nothing to do if that was meant."
    ),
    "parent_missing": Advice(
        "What it refers to does not exist in Scoro",
        "Its contact was deleted in Scoro, or belongs to another entity, before it ever reached Xero.",
        "Choose another contact on the document, or restore the deleted one.",
    ),
    "planned_anew": Advice(
        "Xero had something that was not known here",
        "It was looked up, and the next attempt takes it into account.",
        "Nothing to do.",
    ),
    "cured": Advice(
        "What may have had it refused was seen to",
        "Scoro refused it, its company was put on the list it belongs to, and it is tried once more.",
        "Nothing to do.",
    ),
    "scoro_refused": Advice("Scoro refused it", "Its own words say why.", "Follow what Scoro says, then retry."),
    "refused": Advice("It was refused", "The other system's own words say why.", "Follow what it says, then retry."),
    "refused_without_reason": Advice(
        "Xero refused it without saying why",
        "Its answer names no reason.",
        "Compare the document with one that crossed, then retry; if it stays, ask Xero's support.",
    ),
    "not_readable_by_xero": Advice(
        "Xero could not read it",
        "A value has a form that Xero does not know; its own words name the field.",
        "Correct that field in Scoro; if it looks right there, send this to whoever maintains this installation.",
    ),
    "xero_refused": Advice("Xero refused it", "Its own words say why.", "Follow what Xero says, then retry."),
}
