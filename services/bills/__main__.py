"""Runs the bills worker."""

from shared.starting import uncollected

with uncollected():
    from services.bills.handlers import router
    from services.bills.routes import from_scoro
    from services.bills.routes_to_scoro import to_scoro
    from shared.contracts.envelope import Category
    from shared.sync.worker import run_category

if __name__ == "__main__":
    run_category(Category.BILLS, router, from_scoro, to_scoro)
