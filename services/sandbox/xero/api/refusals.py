"""The bodies of refused calls (reference sections 2.7, 3.1 and 6)."""

import datetime as dt
from typing import Any
from uuid import uuid4

from services.sandbox.xero.api.call import HTML, Answer
from services.sandbox.xero.books.problems import RequestRefusedError

NOT_FOUND_PAGE = (
    "<!DOCTYPE html><html><head><title>Not found</title></head>"
    "<body>The resource you're looking for cannot be found</body></html>"
)
UNSUCCESSFUL = "AuthenticationUnsuccessful"
NO_SCOPE = "AuthorizationUnsuccessful"


class CallRefusedError(Exception):
    """The call never reaches the books."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"refused with {answer.status}")
        self.answer = answer


def unauthorised(status: int, detail: str) -> Answer:
    return Answer(
        status,
        content={
            "Type": None,
            "Title": "Unauthorized" if status == 401 else "Forbidden",  # noqa: PLR2004 HTTP's own number
            "Status": status,
            "Detail": detail,
            "Instance": str(uuid4()),
            "Extensions": {},
        },
    )


def token_expired(at: dt.datetime) -> Answer:
    return unauthorised(401, f"TokenExpired: token expired at {at:%m/%d/%Y %H:%M:%S}")


def not_found() -> Answer:
    return Answer(404, body=NOT_FOUND_PAGE.encode(), content_type=HTML)


def exception(refusal: RequestRefusedError, status: int = 400) -> Answer:
    return Answer(status, content={"ErrorNumber": refusal.number, "Type": refusal.kind, "Message": refusal.message})


def invalid_elements(elements: list[dict[str, Any]]) -> Answer:
    return Answer(
        400,
        content={
            "ErrorNumber": 10,
            "Type": "ValidationException",
            "Message": "A validation exception occurred",
            "Elements": elements,
        },
    )


def not_implemented(status: int) -> Answer:
    message = "The Api Method called is not implemented"
    return exception(RequestRefusedError(20, "ApiMethodNotImplementedException", message), status)


def too_many(problem: str, retry_after: int | None) -> Answer:
    """No content type and an empty body, as recorded."""
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Answer(429, headers=headers)
