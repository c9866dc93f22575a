import base64
import hashlib
import re

from services.connector.web import advice, pages
from shared.store.consents import Candidate


def test_names_from_outside_cannot_become_markup() -> None:
    page = pages.render(
        "choose.html", ticket="t", entity="Acme", said="", candidates=(Candidate("1", "<script>alert(1)</script>"),)
    )

    text = bytes(page.body).decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_page_allows_nothing_but_its_own_style_and_form() -> None:
    page = pages.render("wrong.html", status=400, **advice.DECLINED.fields())

    style = re.search(r"<style>(.*?)</style>", bytes(page.body).decode(), re.DOTALL)
    assert style is not None
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = page.headers["content-security-policy"]
    assert f"style-src 'sha256-{allowed}'" in policy
    assert "default-src 'none'" in policy
    assert page.headers["cache-control"] == "no-store"


def test_an_error_without_advice_still_says_what_to_do() -> None:
    assert advice.of("never_seen").todo
