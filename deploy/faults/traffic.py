"""Documents in both directions while things break: people write, edit, send, credit, pay and delete."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from deploy.demo.companies import Company
from deploy.demo.life import ENTITY
from deploy.demo.sandboxes import SandboxRefusedError

DAY, DUE = "2026-11-01", "2026-12-01"
OLD_CONTACT, OLD_PRODUCT = 0.7, 0.8
WITH_PRODUCT = 0.4
BURSTS = (1, 1, 1, 5)
"""How many things people do at once."""
SENT = 0.6
MOST_DELETED, MOST_EDITED = 3, 20
"""More at once is asked about before it crosses (`design.md` §3.9)."""
JOIN_SECONDS = 60


@dataclass(slots=True)
class Desk(ABC):
    """Where the people of one company work; everything they make bears the mark of its scenario."""

    company: Company
    random: Random
    mark: str
    count: int = 0
    deleted: int = 0
    edited: int = 0
    contacts: list[Any] = field(default_factory=list)
    products: list[Any] = field(default_factory=list)

    def number(self, kind: str) -> str:
        """A fresh one."""
        self.count += 1
        return f"{self.mark}-{kind}{self.count:03}"

    def amount(self) -> str:
        return f"{self.random.randint(1, 99_999) / 100:.2f}"

    def a_contact(self) -> Any:
        """Mostly one that has crossed before."""
        if not self.contacts or self.random.random() > OLD_CONTACT:
            self.contacts.append(self.new_contact(f"{self.number('C')} Ltd"))
        return self.random.choice(self.contacts)

    def a_product(self) -> Any:
        """Now and then a new one."""
        if not self.products or self.random.random() > OLD_PRODUCT:
            self.products.append(self.new_product(self.number("P")))
        return self.random.choice(self.products)

    @abstractmethod
    def new_contact(self, name: str) -> Any: ...

    @abstractmethod
    def new_product(self, code: str) -> Any: ...

    @abstractmethod
    def wishes(self) -> list[tuple[int, Callable[[], None]]]: ...

    def step(self) -> None:
        """One thing more, or several; what is not possible just now is left."""
        weights, acts = zip(*self.wishes(), strict=True)
        for act in self.random.choices(acts, weights, k=self.random.choice(BURSTS)):
            with suppress(SandboxRefusedError):
                act()

    def in_xero(self, action: str, **what: Any) -> dict[str, Any]:
        """What a bookkeeper does there."""
        path = f"organisations/{self.company.organisation}/person"
        done: dict[str, Any] = self.company.xero.post(path, {"action": action, **what})
        return done

    def put(self, resource: str, element: dict[str, Any]) -> dict[str, Any]:
        """A bookkeeper makes something."""
        done = self.in_xero("call", method="PUT", path=f"/{resource}", body={resource: [element]})
        first: dict[str, Any] = done["answer"][resource][0]
        if first.get("ValidationErrors"):
            raise SandboxRefusedError(str(first["ValidationErrors"]))
        return first


class Agency(Desk):
    """Writes in Scoro; its bookkeeper pays in Xero what has arrived there."""

    ids: dict[str, int]
    drafts: list[int]
    sent: list[tuple[int, str]]

    def __init__(self, company: Company, random: Random, mark: str) -> None:
        super().__init__(company, random, f"{mark}-A")
        dump = company.scoro.get(f"dump/{ENTITY}", module=["vatCodes", "financeAccounts"])
        rates = {row["vat_code"]: int(row["vat_code_id"]) for row in dump["vatCodes"] if row["vat_code"]}
        account = next(row for row in dump["financeAccounts"] if row["account_symbol"] == "200")
        self.ids = {"sale": rates["OUTPUT2"], "cost": rates["INPUT2"], "account": int(account["id"])}
        self.drafts, self.sent = [], []

    def wishes(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (6, self._invoice), (2, self._bill), (2, self._edit), (2, self._send), (1, self._delete), (1, self._credit),
            (3, self._pay),
        ]  # fmt: skip

    def new_contact(self, name: str) -> int:
        made = self._ui("contacts", {"name": name, "is_client": 1, "is_supplier": 1})
        return int(made["contact_id"])

    def new_product(self, code: str) -> int:
        made = self._ui("products", {"name": f"Product {code}", "code": code, "price": self.amount()})
        return int(made["product_id"])

    def _ui(self, path: str, body: dict[str, Any], method: str = "POST") -> dict[str, Any]:
        done: dict[str, Any] = self.company.scoro.post(f"ui/{ENTITY}/{path}", body, method=method)
        return done

    def _line(self, tax: str) -> dict[str, Any]:
        product = self.a_product() if self.random.random() < WITH_PRODUCT else 0
        amount = str(self.random.randint(1, 9))
        line = {"product_id": product, "comment": "Work", "price": self.amount(), "amount": amount}
        account = {"finance_account_id": self.ids["account"]} if tax == "sale" else {}
        return line | account | {"vat_code_id": self.ids[tax]}

    def _document(self, kind: str, tax: str) -> dict[str, Any]:
        lines = [self._line(tax) for _ in range(self.random.randint(1, 3))]
        return {
            "company_id": self.a_contact(), "no": self.number(kind), "date": DAY, "deadline": DUE, "currency": "GBP",
            "lines": lines,
        }  # fmt: skip

    def _invoice(self) -> None:
        is_sent = self.random.random() < SENT
        made = self._ui("invoices", self._document("I", "sale") | {"is_sent": int(is_sent)})
        if is_sent:
            self.sent.append((int(made["id"]), str(made["no"])))
        else:
            self.drafts.append(int(made["id"]))

    def written(self, number: str, fields: dict[str, Any]) -> int:
        """A draft with this number."""
        made = self._ui("invoices", self._document("I", "sale") | {"no": number, "is_sent": 0} | fields)
        return int(made["id"])

    def many(self, count: int) -> None:
        """So many invoices, one after the other."""
        for _ in range(count):
            self._invoice()

    def _bill(self) -> None:
        self._ui("bills", self._document("B", "cost"))

    def _edit(self) -> None:
        if self.drafts:
            lines = [self._line("sale") for _ in range(self.random.randint(1, 3))]
            self._ui(f"invoices/{self.random.choice(self.drafts)}", {"lines": lines}, "PATCH")

    def _send(self) -> None:
        if self.drafts:
            chosen = self.drafts.pop(self.random.randrange(len(self.drafts)))
            made = self._ui(f"invoices/{chosen}/sent", {"is_sent": True})
            self.sent.append((chosen, str(made["no"])))

    def _delete(self) -> None:
        if self.drafts and self.deleted < MOST_DELETED:
            self.deleted += 1
            self._ui(f"invoices/{self.drafts.pop(0)}", {}, "DELETE")

    def _credit(self) -> None:
        if self.sent:
            self._ui(f"invoices/{self.sent.pop(0)[0]}/credit", {"share": "1"})

    def _pay(self) -> None:
        """A part of it, so that the next part may be the same."""
        if self.sent:
            _, number = self.random.choice(self.sent)
            self.in_xero("pay", invoice=number, amount="1.25", date=DAY)


class Studio(Desk):
    """Keeps its books in Xero."""

    live: list[str]

    def __init__(self, company: Company, random: Random, mark: str) -> None:
        super().__init__(company, random, f"{mark}-S")
        self.live = []

    def wishes(self) -> list[tuple[int, Callable[[], None]]]:
        return [
            (6, self._invoice),
            (2, self._bill),
            (2, self._edit),
            (1, self._void),
            (3, self._pay),
            (1, self._credit),
        ]

    def new_contact(self, name: str) -> str:
        return str(self.put("Contacts", {"Name": name})["ContactID"])

    def new_product(self, code: str) -> str:
        sales = {"UnitPrice": self.amount(), "AccountCode": "200", "TaxType": "OUTPUT2"}
        return str(self.put("Items", {"Code": code, "Name": f"Product {code}", "SalesDetails": sales})["Code"])

    def _line(self, **fields: str) -> dict[str, Any]:
        item = {"ItemCode": self.a_product()} if self.random.random() < WITH_PRODUCT else {}
        price = {"Quantity": self.random.randint(1, 9), "UnitAmount": self.amount()}
        return {"Description": "Work"} | price | item | fields

    def _lines(self, **fields: str) -> list[dict[str, Any]]:
        return [self._line(**fields) for _ in range(self.random.randint(1, 3))]

    def _document(self, kind: str, number: str, contact: Any, **fields: str) -> dict[str, Any]:
        return {
            "Type": kind, "Contact": {"ContactID": contact}, number: self.number(kind[3:4]), "Date": DAY,
            "Status": "AUTHORISED", "LineAmountTypes": "Exclusive", "LineItems": self._lines(**fields),
        }  # fmt: skip

    def _invoice(self) -> None:
        said = self._document("ACCREC", "InvoiceNumber", self.a_contact(), AccountCode="200", TaxType="OUTPUT2")
        self.live.append(str(self.put("Invoices", said | {"DueDate": DUE})["InvoiceID"]))

    def many(self, count: int, at_once: int) -> None:
        """So many invoices, in calls of so many."""
        for start in range(0, count, at_once):
            said = [
                self._document("ACCREC", "InvoiceNumber", self.a_contact(), AccountCode="200", TaxType="OUTPUT2")
                | {"DueDate": DUE}
                for _ in range(min(at_once, count - start))
            ]
            self.in_xero("call", method="PUT", path="/Invoices", body={"Invoices": said})

    def _bill(self) -> None:
        said = self._document("ACCPAY", "InvoiceNumber", self.a_contact(), AccountCode="429", TaxType="INPUT2")
        self.put("Invoices", said | {"DueDate": DUE})

    def _credit(self) -> None:
        said = self._document(
            "ACCRECCREDIT", "CreditNoteNumber", self.a_contact(), AccountCode="200", TaxType="OUTPUT2"
        )
        self.put("CreditNotes", said)

    def _edit(self) -> None:
        """Another due date."""
        if self.live and self.edited < MOST_EDITED:
            self.edited += 1
            day = f"2027-01-{self.random.randint(1, 28):02}"
            path = f"/Invoices/{self.random.choice(self.live)}"
            self.in_xero("call", method="POST", path=path, body={"DueDate": day})

    def _void(self) -> None:
        if self.live and self.deleted < MOST_DELETED:
            self.deleted += 1
            self.in_xero("void", invoice=self.live.pop(0))

    def _pay(self) -> None:
        if self.live:
            self.in_xero("pay", invoice=self.random.choice(self.live), amount="1.25", date=DAY)


@contextmanager
def crossing(desks: tuple[Desk, ...], *, pause: float) -> Iterator[None]:
    """Everybody works while the block lasts, each after so many seconds again."""
    over = threading.Event()

    def work(desk: Desk) -> None:
        while not over.wait(desk.random.uniform(0.2, 1.8) * pause):
            desk.step()

    threads = [threading.Thread(target=work, args=(desk,), name=desk.mark, daemon=True) for desk in desks]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=JOIN_SECONDS)
