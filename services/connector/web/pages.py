"""Small pages without scripts; nothing from outside, nothing kept by browsers or proxies."""

import base64
import hashlib
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from shared.words.advice_words import sentence

STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0;display:grid;place-items:center;"
    "min-height:100vh}main{max-width:34rem;padding:2rem}h1{font-size:1.5rem;line-height:1.2}li,label{margin:.5rem 0}"
    "fieldset{border:0;margin:0;padding:0}label{display:flex;gap:.5rem;align-items:baseline}"
    "button{font:inherit;padding:.5rem 1.5rem;margin-top:1rem}.said{border-left:.25rem solid;padding-left:1rem}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_ENVIRONMENT = Environment(
    loader=PackageLoader("services.connector.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_ENVIRONMENT.globals["style"] = STYLE


_ENVIRONMENT.filters["sentence"] = sentence


def render(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(values), status_code=status, headers=HEADERS)
