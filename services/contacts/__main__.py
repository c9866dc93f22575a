"""Runs the contacts worker."""

from shared.starting import uncollected

with uncollected():
    from services.contacts.handlers import router
    from services.contacts.routes import FromScoro
    from services.contacts.routes_to_scoro import ToScoro
    from shared.contracts.envelope import Category
    from shared.sync.worker import run_category

if __name__ == "__main__":
    run_category(Category.CONTACTS, router, FromScoro, ToScoro)
