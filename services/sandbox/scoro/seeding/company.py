"""The whole made-up site, in the order in which things refer to each other."""

import datetime as dt

from services.sandbox.scoro.seeding.maker import Maker
from services.sandbox.scoro.seeding.parties import Parties, make_contacts, make_products
from services.sandbox.scoro.seeding.purchases import Purchases
from services.sandbox.scoro.seeding.sales import Sales
from services.sandbox.scoro.seeding.site import MAIN_ENTITY, SECOND_ENTITY, make_fresh_site, make_site
from services.sandbox.scoro.seeding.tracking import make_projects
from services.sandbox.scoro.settings import Profile, ScoroSettings
from services.sandbox.scoro.state import State

DOCUMENTS_PER_CONTACT = 5
DOCUMENTS_PER_PRODUCT = 10
DOCUMENTS_PER_PREPAYMENT = 100
DOCUMENTS_PER_BILL = 3
SECOND_ENTITY_SHARE = 10


def seeded(
    seed: int, size: int, now: dt.datetime, settings: ScoroSettings, profile: Profile = Profile.FROM_SCORO
) -> State:
    """`size` sales documents for the main entity and a third as many bills, a tenth of both for the second entity;
    0 leaves only reference data. A site that is to receive from Xero has no documents whatever the size.
    """
    maker = Maker(seed, now, settings)
    if profile is Profile.TO_SCORO:
        make_fresh_site(maker)
        make_projects(maker, maker.state.entities[MAIN_ENTITY], maker.state.entities[SECOND_ENTITY], [])
        return maker.state
    make_site(maker)
    if not size:
        return maker.state
    main, second = maker.state.entities[MAIN_ENTITY], maker.state.entities[SECOND_ENTITY]
    maker.day_is_over_by(0.1)
    contacts = make_contacts(maker, max(8, size // DOCUMENTS_PER_CONTACT), main)
    maker.day_is_over_by(0.2)
    products = make_products(maker, max(4, size // DOCUMENTS_PER_PRODUCT), main)
    with maker.drawing_apart("projects"):
        clients = [contact for contact in contacts if contact["is_client"]]
        parties = Parties(contacts, products, make_projects(maker, main, second, clients))
    with maker.drawing_apart("bills"):
        Purchases(maker, main, parties).make(max(2, size // DOCUMENTS_PER_BILL))
        Purchases(maker, second, parties).make(max(1, size // DOCUMENTS_PER_BILL // SECOND_ENTITY_SHARE))
    sales = Sales(maker, main, parties)
    sales.make(size)
    sales.make_prepayments(max(1, size // DOCUMENTS_PER_PREPAYMENT))
    with maker.drawing_apart("prepaid"):
        sales.make_a_prepaid_invoice()
    Sales(maker, second, parties).make(max(1, size // SECOND_ENTITY_SHARE))
    return maker.state
