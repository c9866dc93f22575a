"""Runs the products worker."""

from shared.starting import uncollected

with uncollected():
    from services.products.handlers import router
    from services.products.routes import FromScoro
    from services.products.routes_to_scoro import ToScoro
    from shared.contracts.envelope import Category
    from shared.sync.worker import run_category

if __name__ == "__main__":
    run_category(Category.PRODUCTS, router, FromScoro, ToScoro)
