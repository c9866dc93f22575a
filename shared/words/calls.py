"""How limits of calls are said to people: who shares them, and in which stretches of time they count."""

import datetime as dt

from shared.budget import DayResets, Lane, Limits

LANES: dict[Lane, str] = {
    Lane.CLICK: "What people ask for",
    Lane.EVENTS: "Changes told by webhooks",
    Lane.DOCUMENTS: "Lists read every five minutes, documents written",
    Lane.REFERENCE: "Accounts, tax rates and tracking",
    Lane.BACKFILL: "First reading and historic data",
    Lane.PROOF: "Comparing both books",
}
"""The most important first."""
TODAY, AT_ONCE = "Today", "At the same time"


def window(limits: Limits) -> str:
    """`In a minute`, `In 2 seconds`"""
    seconds = limits.window // dt.timedelta(seconds=1)
    return "In a minute" if limits.window == dt.timedelta(minutes=1) else f"In {seconds} seconds"


def day_ends(limits: Limits) -> str:
    """When a used-up day is over."""
    if limits.day_resets is DayResets.AT_MIDNIGHT_UTC:
        return "begins anew at midnight UTC"
    return "begins anew when Xero says so, which differs by organisation"
