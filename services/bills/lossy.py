"""What of a bill does not survive the way there and back, and why: everything else is equal."""

from shared.documents import lossy

FROM_SCORO: dict[str, str] = {
    **lossy.FROM_SCORO,
    "reference_no": "not sent: a bill has its supplier's number (§24)",
    "description": "not sent (§24)",
    "lines.discount": "folded into the price, as Xero's bills know none",
}
"""Scoro → Xero → Scoro."""

FROM_XERO: dict[str, str] = {
    **lossy.FROM_XERO,
    "reference": "not taken over: a bill has its supplier's number (§24)",
}
"""Xero → Scoro → Xero."""
