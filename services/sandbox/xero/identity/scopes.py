"""Scopes an app may ask for (reference section 2.5)."""

_WITH_READ = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
    "accounting.transactions",
)
_REPORTS = (
    "aged",
    "balancesheet",
    "banksummary",
    "budgetsummary",
    "executivesummary",
    "profitandloss",
    "trialbalance",
    "taxreports",
)
KNOWN = frozenset(
    {
        *("openid", "profile", "email", "offline_access"),
        *_WITH_READ,
        *(f"{scope}.read" for scope in _WITH_READ),
        *(f"accounting.reports.{report}.read" for report in _REPORTS),
        *("accounting.journals.read", "accounting.reports.read"),
    }
)


def refused(asked: list[str], allowed: frozenset[str] | None) -> bool:
    """Whether one of the scopes is unknown or not for this app."""
    return not asked or not set(asked) <= (KNOWN if allowed is None else allowed)
