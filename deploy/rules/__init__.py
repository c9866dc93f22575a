"""Which rules of the integration are kept, and which tests hold them: `make rules` writes `docs/rules.md`."""
