"""How changes are found that a brake let go, so that later ones of their run count with them."""

from pymongo import ASCENDING, IndexModel

LET_GO = [
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
]
