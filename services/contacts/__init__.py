"""Contacts: companies and people of Scoro, contacts of Xero.

One direction at a time, as the operator chose (R65). This manual describes *From Scoro*.

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
"""
