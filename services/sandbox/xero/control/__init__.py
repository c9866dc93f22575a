"""The Xero-specific part of the control API."""
