"""Every recorded sentence of Xero has a code of its own, whatever stands in its gaps, and the code has words."""

import json
from pathlib import Path
from typing import Any

import pytest

from shared.answers import OTHER
from shared.errors import DefectError, MendedBy, RefusedError
from shared.http import Answer
from shared.jsonio import dumps
from shared.words import advice
from shared.xero.elements import result_of
from shared.xero.errors import CallRefusedError, error_of
from shared.xero.refusals import CODES, UNREADABLE, refusal
from tests.unit.shared_xero.examples import NOON

RECORDED: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "recorded_refusals.json").read_text()
)
EVERY = pytest.mark.parametrize("row", [pytest.param(row, id=row["message"][:60]) for row in RECORDED])


@EVERY
def test_a_recorded_sentence_has_its_code_and_is_kept(row: dict[str, str]) -> None:
    found = refusal(row["message"])

    assert (found.code, found.text) == (row["code"], row["message"])
    assert found.code != OTHER


@EVERY
def test_a_recorded_sentence_has_words_of_its_own(row: dict[str, str]) -> None:
    words = advice.TABLE[refusal(row["message"]).code]

    assert all((words.title, words.why, words.fix))
    assert words is not advice.UNKNOWN


@EVERY
def test_upper_and_lower_case_make_no_difference(row: dict[str, str]) -> None:
    assert refusal(row["message"].upper()).code == row["code"]


@EVERY
def test_what_it_is_about_is_its_subject(row: dict[str, str]) -> None:
    if "subject" in row:
        assert refusal(row["message"]).subject == row["subject"]


@EVERY
def test_a_refused_element_keeps_the_sentence_and_a_person_mends_it(row: dict[str, str]) -> None:
    error = result_of(0, {"ValidationErrors": [{"Message": row["message"]}]}).error

    assert isinstance(error, RefusedError)
    assert (error.code, error.said, error.mended_by) == (row["code"], row["message"], MendedBy.OPERATOR)


@EVERY
def test_a_refused_call_keeps_the_sentence_and_xeros_own_codes(row: dict[str, str]) -> None:
    body = {"ErrorNumber": 10, "Type": "ValidationException", "Message": row["message"]}

    error = error_of(Answer(400, {}, dumps(body)), asked="PUT /Invoices", now=NOON)

    if row.get("mended_by") == "developer":
        assert isinstance(error, DefectError)
        return
    assert isinstance(error, CallRefusedError)
    assert (error.code, error.said) == (row["code"], f"{row['message']} (response code 400, error 10)")


def test_words_that_somebody_chose_as_a_name_decide_nothing() -> None:
    found = refusal(
        "The contact name Account code 'archived' is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )

    assert (found.code, found.subject) == ("contact_name_taken", "Account code 'archived'")


def test_of_several_reasons_the_known_one_counts_with_its_own_subject() -> None:
    texts = ["Nobody has seen 'this' before", "Account code '417' is not a valid code for this document."]

    error = result_of(0, {"ValidationErrors": [{"Message": text} for text in texts]}).error

    assert (error.code, error.subject) == ("unknown_account", "417")
    assert error.said == "; ".join(texts)


@pytest.mark.parametrize("text", ["Something nobody has seen before", ""])
def test_a_sentence_that_nobody_has_seen_is_kept_under_an_honest_code(text: str) -> None:
    assert (refusal(text).code, refusal(text).text) == (OTHER, text)


def test_an_element_that_fails_without_a_word_says_that() -> None:
    body: dict[str, Any] = {"StatusAttributeString": "ERROR"}

    assert result_of(0, body).code == "refused_without_reason"


def test_every_code_has_a_recorded_sentence() -> None:
    assert {row["code"] for row in RECORDED} | {OTHER, UNREADABLE} == CODES


def test_every_sentence_names_its_source() -> None:
    assert all(row["source"] for row in RECORDED)
