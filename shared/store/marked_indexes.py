"""How changes are found by their marks: what a brake let go, so that later ones of their run count with them; what a
rule left out, so that it is counted from the index alone.
"""

from pymongo import ASCENDING, IndexModel

from shared.store.records import State

MARKED = [
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
]
