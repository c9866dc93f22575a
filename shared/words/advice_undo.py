"""Why something that was written is not undone, and what it means that something was."""

from shared.words.advice_words import Advice

UNDO: dict[str, Advice] = {
    "undone": Advice(
        "A person undid it",
        "What had been written of it was taken back; it stays so as long as it would be written as before.",
        "Change it in Scoro, or send it by itself, if it should cross again. A voided number needs another one.",
    ),
    "undo_reconciled": Advice(
        "A payment on it is reconciled with the bank",
        "What the bank statement says is not taken back from here.",
        "Unreconcile and remove the payment in Xero if that is right, then undo it again.",
    ),
    "undo_batch_payment": Advice(
        "A payment on it is part of a batch",
        "Xero deletes a batch payment only as a whole, with all documents in it.",
        "Delete the batch in Xero if that is right, then undo it again.",
    ),
    "undo_paid": Advice(
        "A payment was entered on it in Xero",
        "Payments are not made from here, so they are only taken back if somebody says so.",
        "Remove the payment in Xero, or undo it with its payments: `scoro-xero undo … --payments`.",
    ),
    "undo_credited": Advice(
        "A credit stands on it, or was allocated from it",
        "Somebody decided in Xero what this credit pays.",
        "Take the allocation back in Xero, or undo both documents together if both came from Scoro.",
    ),
    "undo_changed_since": Advice(
        "It was changed in Xero since",
        "What somebody entered there would be lost.",
        "Void or delete it in Xero by hand if that is right.",
    ),
    "undo_written_since": Advice(
        "A later run wrote it again",
        "Undoing the earlier run would take back what came later as well.",
        "Undo the document itself instead of the run: `scoro-xero undo invoices NUMBER`.",
    ),
    "undo_only_updated": Advice(
        "The run only changed it",
        "It was made before; its earlier version is not put back.",
        "Change it in Scoro and it crosses, or undo the document itself: `scoro-xero undo invoices NUMBER`.",
    ),
    "undo_answer_lost": Advice(
        "Nobody can tell whether we made it",
        "The answer to making it got lost; what Xero has under its number, without our address, may be made by hand.",
        "Void or delete it in Xero by hand if that is right.",
    ),
    "undo_no_record": Advice(
        "No record is left of what was written",
        "Without it nobody can tell whether somebody changed it in Xero since.",
        "Void or delete it in Xero by hand if that is right.",
    ),
    "undo_not_linked": Advice(
        "Nothing of it is in Xero",
        "It has no counterpart, so there is nothing to undo.",
        "Nothing to do.",
    ),
    "undo_other_direction": Advice(
        "Its category travels the other way by now",
        "What goes From Scoro is undone in Xero; the direction was turned since.",
        "Void or delete it in Xero by hand, or turn the direction back first.",
    ),
    "undo_not_supported": Advice(
        "Such objects are not undone",
        "Only invoices, credit notes and bills that went From Scoro to Xero are; contacts and products stay.",
        "Delete or archive it by hand where it was made.",
    ),
    "undo_on_its_way": Advice(
        "A change of it is on its way",
        "What becomes of it is not known yet.",
        "Wait until it has crossed, then undo it.",
    ),
    "undo_stale": Advice(
        "It changed while the undoing was confirmed",
        "A newer version came in at that very moment, so nothing was done.",
        "Undo it again.",
    ),
}
