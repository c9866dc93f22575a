"""Runs the invoices worker."""

from shared.starting import uncollected

with uncollected():
    from services.invoices.handlers import router
    from services.invoices.routes import from_scoro
    from services.invoices.routes_to_scoro import to_scoro
    from shared.contracts.envelope import Category
    from shared.sync.worker import run_category

if __name__ == "__main__":
    run_category(Category.INVOICES, router, from_scoro, to_scoro)
