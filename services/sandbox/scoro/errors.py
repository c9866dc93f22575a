"""How the pretend Scoro says no. Texts are ours; the shapes are those seen from the real one.

ApiError
├── BadRequestError       400, as HTTP 200 with status ERROR
├── NotAuthenticatedError 401
├── ForbiddenError        403
├── NotFoundError         404
└── TooManyRequestsError  429
"""

from typing import Any


class ApiError(Exception):
    code = 500
    http_status: int | None = None
    """None = the same as `code`."""

    def __init__(self, text: str, *, messages: dict[str, Any] | None = None) -> None:
        super().__init__(text)
        self.messages: dict[str, Any] = messages if messages is not None else {"error": [text]}


class BadRequestError(ApiError):
    """A parameter is missing or wrong. The four documented message forms all occur."""

    code = 400
    http_status = 200

    @classmethod
    def field(cls, name: str, text: str) -> "BadRequestError":
        return cls(f"{name}: {text}", messages={"error": {name: [text]}})

    @classmethod
    def brief(cls, text: str) -> "BadRequestError":
        return cls(text, messages={"error": text})


class BrokenBodyError(ApiError):
    code = 400


class NotAuthenticatedError(ApiError):
    code = 401


class ForbiddenError(ApiError):
    code = 403


class NotFoundError(ApiError):
    code = 404


class UnknownPathError(NotFoundError):
    """No such module or action."""


class TooManyRequestsError(ApiError):
    code = 429
