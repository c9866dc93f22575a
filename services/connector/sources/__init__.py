"""Where changes come from: one module per source, all read page by page by the same chain (`design.md` §3.8)."""
