"""The steps and choices that every category has: claim, plan, send, settle."""
