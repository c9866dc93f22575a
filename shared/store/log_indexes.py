"""How the log of changes is found: each index costs with every write, so there is none that no question needs."""

from pymongo import ASCENDING, DESCENDING, IndexModel

from shared.contracts.envelope import Category
from shared.store.database import Document
from shared.store.records import State

SWITCHED_OFF = "category_switched_off"
"""The rule every category has: what it left out is judged again once the category is on."""
BEFORE_START = "before_start_date"
"""Likewise, once the start date is moved to an earlier day (R31, R33)."""
OPEN = "open"
"""The index of what may be claimed: as short as the queue, so whoever wants all of it reads it from end to end."""
OF_RUN = "of_run"
"""The index by run, state, category, lane and what was asked; also of what belongs to no run."""
WAITING = "waiting_for"
"""The index of what waits, of all connections."""

EVERY_CATEGORY: Document = {"$in": [category.value for category in Category]}
"""Named so that the index by category and state finds what has a state, in whichever category."""

LOG = [
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("lane", ASCENDING), ("_id", ASCENDING)],
        name=OPEN,
        partialFilterExpression={"state": State.OPEN.value},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("system", ASCENDING), ("object_id", ASCENDING)],
        name="one_effect_at_a_time",
        unique=True,
        partialFilterExpression={"in_flight": True},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("system", ASCENDING), ("object_id", ASCENDING),
         ("_id", DESCENDING)],
        name="versions_of_an_object",
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("waits_for", ASCENDING)],
        name="named_by_waits",
        partialFilterExpression={"waits_for": {"$exists": True}},
    ),
    IndexModel(
        [("run_id", ASCENDING), ("state", ASCENDING), ("category", ASCENDING), ("lane", ASCENDING),
         ("asked", ASCENDING)],
        name=OF_RUN,
        sparse=True,
    ),
    IndexModel(
        [("_id", ASCENDING), ("recorded_at", ASCENDING)],
        name="not_rung",
        partialFilterExpression={"state": State.RECORDED.value},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING)],
        name="switched_off",
        partialFilterExpression={"reason": SWITCHED_OFF},
    ),
    IndexModel(
        [("waits_for", ASCENDING), ("waiting_since", ASCENDING)],
        name=WAITING,
        partialFilterExpression={"state": State.WAITING.value},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("brake", ASCENDING), ("cleared_at", ASCENDING)],
        name="cleared",
        partialFilterExpression={"cleared_at": {"$exists": True}},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("volume_at", ASCENDING)],
        name="let_go_unasked",
        partialFilterExpression={"volume_at": {"$exists": True}},
    ),
    IndexModel(
        [
            ("connection_id", ASCENDING),
            ("category", ASCENDING),
            ("state", ASCENDING),
            ("reason", ASCENDING),
            ("overtaken", ASCENDING),
        ],
        name="left_out",
        partialFilterExpression={"state": State.LEFT_OUT.value},
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("category", ASCENDING), ("state", ASCENDING), ("_id", DESCENDING)],
        name="newest_by_state",
    ),
    IndexModel(
        [("connection_id", ASCENDING), ("finished_at", ASCENDING), ("state", ASCENDING)],
        name="by_hour",
        partialFilterExpression={"finished_at": {"$exists": True}},
    ),
    IndexModel([("finished_at", ASCENDING)], name="untold", partialFilterExpression={"told": False}),
    IndexModel([("connection_id", ASCENDING), ("category", ASCENDING), ("number", ASCENDING)], name="by_number"),
]  # fmt: skip
