"""Runs the receipts worker."""

from shared.starting import uncollected

with uncollected():
    from services.receipts.handlers import router
    from services.receipts.routes import to_scoro
    from shared.contracts.envelope import Category
    from shared.sync.worker import run_category

if __name__ == "__main__":
    run_category(Category.RECEIPTS, router, to_scoro)
