"""Reading Xero's answer about one contact; pure."""

from typing import Any

from services.contacts.documents import XeroContactAnswer
from shared.answers import ElementResult
from shared.contracts.envelope import Category
from shared.errors import RefusedError
from shared.store import reference
from shared.store.connections import Connection
from shared.store.records import CallEntry, Link
from shared.sync.plans import Accepted, Refused, Verdict
from shared.xero.wire import updated_at

CONTACT_ARCHIVED = "contact_archived"


def indexed(element: dict[str, Any]) -> reference.XeroContact:
    answer = XeroContactAnswer.model_validate(element)
    return reference.XeroContact(
        xero_id=answer.contact_id,
        name=answer.name,
        status=answer.contact_status,
        contact_number=answer.contact_number,
        account_number=answer.account_number,
        company_number=answer.company_number,
        tax_number=answer.tax_number,
        merged_to=answer.merged_to_contact_id or "",
    )


def link_to(
    connection: Connection, item: CallEntry, xero_id: str, *, evidence: str, number: str = "", updated: str = ""
) -> Link:
    return Link(
        connection_id=connection.id,
        category=Category.CONTACTS,
        scoro_id=item.object_id,
        xero_id=xero_id,
        fingerprint=item.fingerprint,
        evidence=evidence,
        twin={"name": item.memo["name"], "contact_number": number, "updated_at": updated},
    )


def is_about(item: CallEntry, result: ElementResult) -> bool:
    """Answers are matched by content too: by the id that was sent, else by the name."""
    answer = XeroContactAnswer.model_validate(result.body)
    if item.memo["xero_id"]:
        return answer.contact_id == str(item.memo["xero_id"])
    return reference.name_key(answer.name) == reference.name_key(item.memo["name"])


def verdict(connection: Connection, item: CallEntry, result: ElementResult) -> Verdict:
    if not result.is_ok:
        return Refused(_about(item, result.error))
    answer = XeroContactAnswer.model_validate(result.body)
    return Accepted(
        link_to(
            connection,
            item,
            answer.contact_id,
            evidence=item.memo["evidence"],
            number=answer.contact_number,
            updated=updated_at(result.body),
        )
    )


def _about(item: CallEntry, error: RefusedError) -> RefusedError:
    """Which contact is archived Xero does not say."""
    if error.code != CONTACT_ARCHIVED:
        return error
    return RefusedError(error.said, code=error.code, subject=item.memo["xero_id"] or "")
