"""A short run of the proof: what crosses is predicted, and equal to the cent (R50, R122)."""

import json
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from rich.console import Console

from deploy.proof import __main__ as proof
from deploy.proof.parts import PARTS
from deploy.proof.rounding.documents import documents
from deploy.proof.rounding.over_http import over_http
from shared.documents import totals

QUIET = Console(quiet=True)


def test_every_document_is_predicted_and_equal_or_held() -> None:
    assert documents(2_000, 7, QUIET) == {"documents_predicted": 2_000, "mispredicted": 0}


def test_a_product_that_rounds_otherwise_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half to even instead of half up, which Xero does not do: the proof would not be one if it missed that."""

    def half_to_even(net: Decimal, rate: Decimal) -> Decimal:
        return (net * rate / 100).quantize(Decimal("0.01"), ROUND_HALF_EVEN)

    monkeypatch.setattr(totals, "line_tax", half_to_even)

    assert documents(400, 7, QUIET)["mispredicted"] > 0


def test_the_same_through_the_pretend_xeros_own_api() -> None:
    assert over_http(60, 7, QUIET) == {"documents_predicted": 60, "mispredicted": 0}


def test_figures_of_one_name_are_added_up() -> None:
    assert proof.proved(["documents", "http"], {"SIZE": "20"}, QUIET)["documents_predicted"] == 40


def test_the_last_line_has_the_figures_of_the_parts_that_ran(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "documents")
    monkeypatch.setenv("SIZE", "50")

    assert proof.main() == 0

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures == {"documents_predicted": 50, "mispredicted": 0}


def test_a_part_that_does_not_exist_is_wrong_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONLY", "everything")

    assert proof.main() == proof.WRONG_USE
    assert ", ".join(PARTS) in capsys.readouterr().err
