"""What can be chosen about the pretend Scoro. Environment: `SANDBOX_SCORO_API_KEY=…` and so on."""

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class UserAgentCheck(StrEnum):
    """What the edge in front of Scoro refuses with 403 `error code: 1010`."""

    OFF = "off"
    MISSING = "missing"
    LIBRARY = "library"
    """Also the names HTTP libraries send when nobody chose one."""


class Profile(StrEnum):
    """What site the seed makes up."""

    FROM_SCORO = "from_scoro"
    """Full of everything, connected with Xero for months."""
    TO_SCORO = "to_scoro"
    """New and nearly empty: users, default accounts and rates, projects."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error
    return name


class ScoroSettings(BaseSettings):
    """Start-up values; most can be changed while running (`PATCH /_sandbox/settings`)."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_SCORO_", frozen=True, extra="forbid")

    api_key: str = "ScoroAPI_sandbox"
    user_password: str = "sandbox"  # noqa: S105 opens nothing but a pretend Scoro
    """Of every user, for `userAuth`."""
    seed: int = 1
    size: Annotated[int, Field(ge=0)] = 300
    """Documents of the main entity. 0 = reference data only: no contacts, products or documents."""
    profile: Profile = Profile.FROM_SCORO
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/London"
    """Of the site: bare dates in filters, offsets of date-times in answers."""

    requests_per_window: Annotated[int, Field(ge=1)] = 40
    window_seconds: Annotated[float, Field(gt=0)] = 2
    requests_per_day: Annotated[int, Field(ge=0)] = 5_000

    default_per_page: Annotated[int, Field(ge=1)] = 50
    max_per_page: Annotated[int, Field(ge=1)] = 100
    max_per_detailed_page: Annotated[int, Field(ge=1)] = 25
    deleted_visible_days: Annotated[int, Field(ge=0)] = 30

    odd_formats: bool = True
    """Numbers as padded strings, 0/1, escaped text, float noise. False = clean JSON as the documentation has it."""
    string_status_code_modules: frozenset[str] = frozenset({"users", "comments"})
    user_agent_check: UserAgentCheck = UserAgentCheck.MISSING
    hook_url_check: bool = True
    hook_ownership_check: bool = True
    """A webhook's host must serve a text at `/scoro.txt`."""
    hook_https_only: bool = False
    hook_timeout_seconds: Annotated[float, Field(gt=0)] = 10

    product_codes: bool = True
    """Whether the site has the "Product code" add-on: without it codes are empty, and ignored when written."""

    not_found_is_http_404: bool = True
    """Assumed: an unknown id answers HTTP 404; False = HTTP 200 with `status: ERROR`, as validation errors do."""
    view_shows_deleted: bool = True
    """Assumed: `view` finds a deleted object as long as lists with `include_deleted` do."""
    range_filters_take_time: bool = False
    """Assumed: date filters are cut to whole days."""
    own_writes_fire_hooks: bool = True
    """Assumed: changes made through the API fire webhooks too."""
    api_key_may_use_bookmarks: bool = True
    """Assumed: the company key may apply shared bookmarks."""
    unique_invoice_numbers: bool = True
    """Assumed: a second document of that number in the entity is refused."""
    bills_need_suppliers: bool = True
    """Whose bill it is must be on the supplier list (documented for Scoro's pages, assumed for the API)."""
    credit_invoices_are_negative: bool = True
    """Assumed: a document that credits others is refused while its sum is above zero."""
    receipts_fix_documents: bool = True
    """A document with receipts keeps its sum (documented for Scoro's pages), and stays (assumed)."""
    receipt_accounts_are_writable: bool = False
    """Our extension: `receiptAccounts/modify` and `delete`; the real API only lists them."""
    finance_objects_are_writable: bool = False
    """Our extension: `financeObjects/modify` and `delete`; the real API lists and views them."""
    used_reference_data_stays: bool = True
    """Assumed: accounts, VAT codes and accounting objects that something names cannot be deleted."""
    unique_product_codes: bool = True
    """Assumed: a second product of that code on the site is refused."""
