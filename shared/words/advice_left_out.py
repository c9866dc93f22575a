"""Why an object is left out, by the rules of the categories, and how links end."""

from shared.words.advice_words import Advice

LEFT_OUT: dict[str, Advice] = {
    "category_switched_off": Advice(
        "Its category is switched off",
        "Only categories that are switched on take part.",
        "Switch the category on in the settings: `scoro-xero settings set invoices.enabled=true`.",
    ),
    "wrong_direction": Advice(
        "Its category travels the other way",
        "Each category has one direction; this object changed on the receiving side.",
        "Change it in the other system, or turn the direction in the settings.",
    ),
    "release_refused": Advice(
        "A person refused it",
        "It was one of unusually many of its kind in one run and was held; somebody decided against it.",
        "Change the object, or send it by itself, if it should cross after all.",
    ),
    "rates_refused": Advice(
        "A person refused its exchange rate",
        "Somebody looked at the first document in a foreign currency and said that its rate is turned wrongly.",
        "Once rates are right, confirm them: `scoro-xero release --rates`; what was left out for it then crosses.",
    ),
    "direction_changed": Advice(
        "The direction was turned before it crossed",
        "It was on its way in the former direction; turning closes what is open and replays nothing.",
        "Change it in the system from which the category travels now, or turn the direction back.",
    ),
    "before_direction_changed": Advice(
        "Not changed since the direction was turned",
        "After a turn only what changes from then on crosses.",
        "Change the object and it takes part, or send it by itself.",
    ),
    "before_start_date": Advice(
        "Not changed since the start date",
        "Only objects created or modified on or after the category's start date take part.",
        "Change the object in Scoro and it takes part, or send it by itself.",
    ),
    "outside_bookmark": Advice(
        "Outside the bookmark",
        "The category sends only what its bookmark in Scoro selects.",
        "Change the object or the bookmark in Scoro, or choose another bookmark in the settings.",
    ),
    "not_client_or_supplier": Advice(
        "Neither client nor supplier",
        "Only contacts on the client or the supplier list cross by themselves.",
        "Put the contact on one of the lists in Scoro; on a document it crosses in any case.",
    ),
    "merged_in_xero": Advice(
        "Merged into another contact in Xero",
        "The contact lives on as the one it was merged into; documents follow it.",
        "Nothing to do.",
    ),
    "archived_in_xero": Advice(
        "Archived in Xero",
        "An archived contact stays in Scoro as it is.",
        "Restore it in Xero if it should be kept in step.",
    ),
    "archived_before_it_crossed": Advice(
        "Archived in Xero before it ever crossed",
        "Only active contacts are created in Scoro.",
        "Restore it in Xero if it should cross.",
    ),
    "supplier_credit": Advice(
        "A credit note of a supplier",
        "Scoro has no mark for such credits; what it is allocated to arrives as receipts on the bills.",
        "Nothing to do.",
    ),
    "document_not_linked": Advice(
        "What it pays has not crossed",
        "The invoice, bill or credit note that was paid in Xero has no counterpart in Scoro.",
        "Nothing to do: once the document crosses, what was paid on it follows by itself.",
    ),
    "refund_of_prepaid": Advice(
        "Money given back that was paid ahead",
        "Prepayments and overpayments cross only by what they were allocated to.",
        "Nothing to do.",
    ),
    "prepaid_in_scoro": Advice(
        "Scoro counts it as prepaid already",
        "The invoice in Scoro shows the sum as its prepayment; a receipt would count it twice.",
        "Nothing to do.",
    ),
    "other_document": Advice(
        "A document of another category",
        "It is neither an invoice nor a bill that this category keeps in step.",
        "Nothing to do.",
    ),
    "not_approved_in_xero": Advice(
        "Not approved in Xero yet",
        "Only approved documents come to Scoro; drafts and those that wait for approval stay in Xero.",
        "Approve it in Xero and it crosses.",
    ),
    "gone_before_it_crossed": Advice(
        "Voided or deleted before it ever crossed",
        "It was voided or deleted in Xero and never reached Scoro.",
        "Nothing to do.",
    ),
    "nothing_to_delete": Advice(
        "Deleted before it ever crossed",
        "It was deleted in Scoro and never reached Xero.",
        "Nothing to do.",
    ),
    "prepayment": Advice(
        "A prepayment invoice",
        "Prepayment invoices stay in Scoro; the regular invoice that follows crosses.",
        "Nothing to do.",
    ),
    "scheduled_template": Advice(
        "A template of a scheduled invoice",
        "Templates stay in Scoro; the invoices they generate cross.",
        "Nothing to do.",
    ),
    "not_an_invoice": Advice(
        "Not an invoice",
        "Quotes and orders stay in Scoro.",
        "Nothing to do; make an invoice from it.",
    ),
    "not_this_entity": Advice(
        "Belongs to another entity",
        "Documents of another entity of the same Scoro site go to that entity's organisation.",
        "Connect the other entity if its documents should cross.",
    ),
    "link_closed": Advice(
        "Deleted on both sides",
        "The object was deleted in Scoro; in Xero it is gone too, or was left as it is.",
        "Nothing to do.",
    ),
    "link_orphaned": Advice(
        "Deleted in Scoro, kept in Xero",
        "An approved document in Xero is neither deleted nor voided.",
        "Void it in Xero if it should be gone.",
    ),
}
