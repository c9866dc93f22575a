"""What can be wrong with the receipts of a document, or because of them."""

from shared.words.advice_words import Advice

RECEIPTS: dict[str, Advice] = {
    "amount_due_mismatch": Advice(
        "More was paid than is open in Scoro",
        "Something was paid on the document in Scoro that Xero does not know; nothing was booked in part.",
        "Open the document in both; delete in Scoro the receipt that Xero does not have, then retry; the next proof "
        "of both books sees it too.",
    ),
    "prepaid_in_part": Advice(
        "More was allocated in Xero than Scoro counts as prepaid",
        "Scoro counts only part of this allocation as prepaid. Booked, that part would count twice; left out, the rest "
        "would be missing.",
        "Allocate in Xero what Scoro shows as prepaid and the rest separately, or bring the prepayment in Scoro to the "
        "same sum; it is tried again with the next change of either.",
    ),
    "receipt_made_in_scoro": Advice(
        "A receipt was booked in Scoro",
        "Payments on synchronized documents come from Xero; one that was added in Scoro is not in Xero.",
        "Book the payment in Xero and delete the receipt in Scoro, or leave both as they are if that is meant.",
    ),
    "receipts_stand": Advice(
        "The document has receipts in Scoro",
        "Scoro changes neither sum nor currency of what something was received on, so it was not sent.",
        "Remove in Scoro the receipts whose payments Xero no longer has, then retry, or wait for the next proof of "
        "both books; receipts from Xero go by themselves once their payment is removed there, and the change with "
        "them. What was really received belongs "
        "to Xero: enter the payment there, or give the difference a document of its own.",
    ),
    "several_receipts": Advice(
        "It is not clear which receipt is this payment",
        "Scoro did not answer, and several equal receipts appeared on the document meanwhile.",
        "Delete the receipt that is too many in Scoro, then retry.",
    ),
    "receipt_not_seen": Advice(
        "It is not clear whether the receipt is still in Scoro",
        "Scoro's lists neither show it nor show that it is gone, so nothing was booked beside it.",
        "Open the document in Scoro; change the receipt there by hand if it is not as it should be, or retry.",
    ),
    "receipt_leaves": Advice(
        "Another receipt on the document is to go first",
        "Its payment was removed in Xero. Until the receipt is gone, both would count, so this one is not booked.",
        "It is tried again by itself; see whether many deletions at once wait for a decision.",
    ),
    "receipt_pays_others": Advice(
        "The receipt has several parts",
        "Somebody added another document or payment to it in Scoro; to write it again or to delete it would take that "
        "away, and to book one of its payments anew would count it twice.",
        "Take the receipt apart in Scoro, so that each is one payment on one document, then retry.",
    ),
}
