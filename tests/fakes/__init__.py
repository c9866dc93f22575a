"""Fakes with memory."""
