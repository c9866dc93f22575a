import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pydantic import Field, ValidationError

from shared.scoro.fields import (
    Amount,
    Day,
    Flag,
    Many,
    Moment,
    Object,
    OptionalAmount,
    Relation,
    ScoroDocument,
    Text,
    Whole,
)


class Inner(ScoroDocument):
    email: Many[Text] = ()


class Sample(ScoroDocument):
    text: Text = ""
    flag: Flag = False
    amount: Amount = Decimal(0)
    maybe: OptionalAmount = None
    whole: Whole = 0
    relation: Relation = None
    day: Day = None
    moment: Moment = None
    many: Many[Whole] = ()
    inner: Object[Inner] = Field(default_factory=Inner)


@pytest.mark.parametrize(
    ("field", "wire", "read"),
    [
        ("text", "Harbour &amp; Sons &#039;Ltd&#039;", "Harbour & Sons 'Ltd'"),
        ("text", None, ""),
        ("text", 20210220, "20210220"),
        ("text", "0012", "0012"),
        ("text", [], ""),
        ("flag", 1, True),
        ("flag", "0", False),
        ("flag", True, True),
        ("flag", None, False),
        ("amount", "11.000000", Decimal(11)),
        ("amount", 88.66, Decimal("88.66")),
        ("amount", Decimal("88.6599999999999965894"), Decimal("88.66")),
        ("amount", "", Decimal(0)),
        ("amount", None, Decimal(0)),
        ("maybe", None, None),
        ("maybe", "0.000000", Decimal(0)),
        ("whole", "9", 9),
        ("whole", -1, -1),
        ("whole", None, 0),
        ("relation", 0, None),
        ("relation", -1, None),
        ("relation", "", None),
        ("relation", "9", 9),
        ("day", "2026-03-02", dt.date(2026, 3, 2)),
        ("day", "2026-03-02 10:00:00", dt.date(2026, 3, 2)),
        ("day", "0000-00-00", None),
        ("day", None, None),
        ("moment", "2026-03-02T10:15:00+02:00", dt.datetime(2026, 3, 2, 8, 15, tzinfo=dt.UTC)),
        ("moment", "2026-03-02 10:15:00", dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)),
        ("moment", "0000-00-00 00:00:00", None),
        ("many", None, ()),
        ("many", [4101, "4102"], (4101, 4102)),
        ("inner", [], Inner()),
        ("inner", None, Inner()),
        ("inner", {"email": ["a@b.example"]}, Inner(email=("a@b.example",))),
    ],
)
def test_scoros_odd_formats_are_understood(field: str, wire: Any, read: Any) -> None:
    assert getattr(Sample.model_validate({field: wire}), field) == read


@pytest.mark.parametrize(
    ("field", "wire"),
    [
        ("amount", "many"),
        ("amount", "NaN"),
        ("whole", "x"),
        ("relation", "x"),
        ("day", "soon"),
        ("moment", "soon"),
        ("many", 7),
    ],
)
def test_what_is_no_such_thing_names_the_field(field: str, wire: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        Sample.model_validate({field: wire})


def test_unknown_fields_are_ignored() -> None:
    assert Sample.model_validate({"new": 1}) == Sample()
