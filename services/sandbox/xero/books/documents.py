"""Writing invoices, bills and credit notes: one element in, one saved document or a refusal out."""

from dataclasses import dataclass, replace
from decimal import Decimal

from services.sandbox.xero.books import contacts, document_header, periods, stock, transitions
from services.sandbox.xero.books.accounts_fit import line_account
from services.sandbox.xero.books.families import Family
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.lines import LineRules, lines_from, recalculated
from services.sandbox.xero.books.money import ZERO, document_totals, rounded
from services.sandbox.xero.books.papers import Document, Kind, Line
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.settlement import with_paid_status

ZERO_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class DocumentWriter:
    """`client` is the app that writes, for createdByMyApp."""

    ledger: Ledger
    family: Family
    unit_places: int = 2
    client: str = ""
    allows_backorders: bool = False

    def create(self, given: Given) -> Document:
        """PUT."""
        return self._write(None, given)

    def create_or_update(self, given: Given) -> Document:
        """POST: matched by id, else a sales document by its number."""
        document_id = given.guid(self.family.id_key)
        table = self.ledger.documents(self.family.kind)
        if document_id is not None and document_id != ZERO_ID:
            if document_id not in table:
                raise ElementRefusedError(self.family.unknown_id)
            return self._write(table[document_id], given)
        number = given.text(self.family.number_key)
        is_sale = (given.text("Type") or "").startswith("ACCREC")
        key = (self.family.kind, (number or "").lower())
        held_by = self.ledger.sales_number.get(key) if number and is_sale else None
        return self._write(table[held_by] if held_by else None, given)

    def update(self, document: Document, given: Given) -> Document:
        """POST with the id in the path."""
        return self._write(document, given)

    def _write(self, old: Document | None, given: Given) -> Document:
        findings = Findings()
        wanted = given.choice("Status", transitions.STATUSES, "InvoiceStatus")
        refusal = transitions.refusal(old, wanted, self.family)
        if refusal:
            findings.add(refusal)
        if old is not None and wanted in transitions.FINAL and not refusal:
            return self._ended(old, str(wanted), findings)
        new = self._with_lines(old, self._header(old, given, wanted, findings), given, findings)
        self._check(old, new, findings)
        total = given.decimal("Total")
        if total is not None and rounded(total) != new.total:
            findings.add("The document total does not equal the sum of the lines")
        if findings.messages and old is not None and old.status in transitions.FINAL:
            findings.messages = findings.messages[:1]
        findings.refuse(echo=new)
        return self._save(old, new)

    def _header(self, old: Document | None, given: Given, wanted: str | None, findings: Findings) -> Document:
        base = old or self._blank(given, findings)
        if old is None or given.has("Contact"):
            contact = findings.attempt(contacts.for_document, self.ledger, given.object("Contact"))
            base = replace(base, contact_id=contact.id if contact else base.contact_id)
        status = wanted or base.status
        return document_header.from_given(self.ledger, self.family, replace(base, status=status), given, findings)

    def _blank(self, given: Given, findings: Findings) -> Document:
        kind = given.choice("Type", self.family.types, "InvoiceType")
        if kind is None:
            findings.add(f"{self.family.noun} Type must be specified")
        ledger = self.ledger
        return Document(
            id=new_id(),
            type=kind or max(self.family.types),
            contact_id="",
            date=periods.today(ledger),
            currency_code=ledger.organisation.base_currency,
            branding_theme_id=ledger.organisation.branding_theme_id if (kind or "").startswith("ACCREC") else "",
            created_by=self.client,
            updated=ledger.now,
        )

    def _with_lines(self, old: Document | None, new: Document, given: Given, findings: Findings) -> Document:
        sent = given.objects("LineItems")
        rules = LineRules(
            line_amount_types=new.line_amount_types,
            is_sale=new.is_sale,
            allows_discounts=new.type == "ACCREC",
            needs_accounts=new.status != "DRAFT",
            unit_places=self.unit_places,
            keeps_amounts=old is not None and old.line_amount_types == new.line_amount_types,
        )
        if sent is not None:
            known = {line.id: line for line in new.lines}
            lines = lines_from(self.ledger, sent, rules, findings, known=known)
        elif rules.keeps_amounts:
            lines = new.lines
            self._check_kept(old, new, findings)
        else:
            lines = recalculated(self.ledger, new.lines, rules, findings)
        if not lines:
            findings.add("One or more line items must be specified")
        return with_totals(replace(new, lines=lines))

    def _check_kept(self, old: Document | None, new: Document, findings: Findings) -> None:
        """Approving a stored draft asks of its lines what approving a sent one asks."""
        if old is None or old.status != "DRAFT" or new.status == "DRAFT":
            return
        for line in new.lines:
            if line.is_priced:
                findings.attempt(line_account, self.ledger, line.account_code, line.account_id)

    def _check(self, old: Document | None, new: Document, findings: Findings) -> None:
        for day in {new.date, old.date if old else new.date}:
            periods.note_if_locked(self.ledger, day, findings)
        if new.total < 0:
            findings.add(f"The {self.family.noun.lower()} total cannot be less than zero")
        if new.status != "DRAFT" and new.due_date is None and new.kind is Kind.INVOICE:
            findings.add("The document DueDate field must be specified")
        if new.type == "ACCREC" and new.status == "AUTHORISED" and not self.allows_backorders:
            stock.check(self.ledger, new, findings)
        key = (new.kind, new.number.lower())
        if new.is_sale and new.number and self.ledger.sales_number.get(key, new.id) != new.id:
            findings.add(self.family.number_taken)
        if old is not None and transitions.has_money_on_it(old) and (locked := transitions.locked_edit(old, new)):
            findings.add(locked)

    def _ended(self, old: Document, status: str, findings: Findings) -> Document:
        """Voided or deleted: nothing else in the request counts."""
        periods.note_if_locked(self.ledger, old.date, findings)
        new = replace(old, status=status, fully_paid_on=None, updated=self.ledger.now)
        findings.refuse(echo=new)
        return self.ledger.save_document(new)

    def _save(self, old: Document | None, new: Document) -> Document:
        if new.is_sale and not new.number:
            new = replace(new, number=self.ledger.next_number(self.family.prefix, self.family.kind))
        if new.status not in transitions.APPROVED:
            new = replace(new, is_sent=False)
        if old is None or not old.has_applied:
            new = with_paid_status(new)
        silent = old is not None and transitions.is_silent_edit(old, new)
        saved = self.ledger.save_document(new if silent else replace(new, updated=self.ledger.now))
        contacts.mark_used(self.ledger, self.ledger.contacts[saved.contact_id], is_sale=saved.is_sale)
        return saved


def with_totals(document: Document) -> Document:
    lines = ((line.line_amount, line.tax_amount) for line in document.lines)
    sub_total, total_tax = document_totals(lines, document.line_amount_types)
    return replace(document, sub_total=sub_total, total_tax=total_tax, total=sub_total + total_tax)


def total_discount(document: Document) -> Decimal | None:
    """What discounts took off, or None where no line has one."""
    discounted = [line for line in document.lines if line.discount_rate or line.discount_amount]
    if not discounted:
        return None
    return sum((_gross(line) - line.line_amount for line in discounted), ZERO)


def _gross(line: Line) -> Decimal:
    return rounded((line.quantity or ZERO) * (line.unit_amount or ZERO))
