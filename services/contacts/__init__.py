"""Contacts: companies and people of Scoro, contacts of Xero.

One direction at a time, as the operator chose (R65). The files without an ending tell the way *From Scoro*, those
that end in `to_scoro` the way back; `documents.py` and `in_scoro.py` hold what is written, `in_xero.py` what is read.

From Scoro
----------
What crosses
    Every company and person on the client or supplier list that was created or modified on or after the category's
    start date, inside the bookmark if one is set (R31, R66, R74, R120). Whoever stands on a document crosses in any
    case: switch, direction, start date, bookmark and list do not apply to what a document needs (R37, R68, R69).
    A person's click ignores switch, start date, bookmark and list, but not the direction (R141). `rules.py` says it.

What becomes what
    `mapping.py` is the table. Xero decides by itself who is a customer or a supplier: the flags come with the first
    document and cannot be sent. Xero refuses names with doubled or outer spaces and angle brackets, and addresses of
    e-mail that are not valid: names are tidied, an invalid address stays away with a notice. Nothing that is empty in
    Scoro is sent, so what an accountant has added in Xero stays.

Who is who
    `matching.py`: registration number, VAT number, name, in this order (R71); one hit links, none creates, several
    need a person. The links are one to one, so a contact that already has its twin is not free: a second one of the
    same name is created as "Name (Scoro id)", and its documents cross to a contact of its own.

Link back
    `ContactNumber` in Xero is the Scoro id, written only where it is empty or already ours.

Deletion
    A contact deleted in Scoro is never deleted or archived in Xero; the link is closed (R147).

To Scoro
--------
What crosses
    Every active contact of Xero that was created or modified since the start date becomes a company (R67); what a
    document of Xero needs crosses in any case (R68, R69). Archived contacts are not created, and left untouched where
    they are linked; a merged one lives on as the other (R73). `rules_to_scoro.py` says it.

What becomes what
    `mapping_to_scoro.py` is the table. A client or supplier mark is set, never cleared (R70). Updates are laid over
    what Scoro has: further addresses, telephone numbers and e-mail addresses stay behind Xero's (`in_scoro.py`).

Who is who
    `matching_in_scoro.py`: the same keys in the same order (R71), against an index of Scoro's contacts that is brought
    up to date before anybody is matched (`scoro_index.py`). After a creation without an answer the same index tells
    whether a new contact of that name is there.
"""
