"""Words that the made-up studio's customers, suppliers and work are put together from."""

from collections.abc import Iterator
from random import Random

PECULIAR = (
    "Kõrvits & Pojad OÜ",
    "L'Atelier d'Été SARL",
    "Brücke + Söhne GmbH",
    "Ångström Måleri AB",
    "株式会社みなと",
    "Ogrody „Zacisze” sp. z o.o.",
    "QUAYSIDE DENTAL",
    "Smith, Jones & Partners (Holdings) of the Old Harbour and the New Harbour and everything between Limited",
)
STEMS = (
    "Aspen", "Bramble", "Chalk", "Dune", "Elm", "Fjord", "Gable", "Heath", "Inlet", "Jetty", "Kiln", "Larch",
    "Marsh", "Nettle", "Osprey", "Pebble", "Quill", "Reed", "Slate", "Tern", "Umber", "Violet", "Weir", "Yarrow",
)  # fmt: skip
TRADES = (
    "Bakery", "Cycles", "Dairy", "Energy", "Foods", "Galleries", "Hotels", "Insurance", "Joinery", "Kitchens",
    "Lighting", "Motors", "Nurseries", "Opticians", "Publishing", "Records", "Sailing", "Theatre",
)  # fmt: skip
SUFFIXES = ("Ltd", "Ltd", "LLP", "OÜ", "GmbH", "Inc")
TOWNS = (
    ("London", "E1 6AN", "United Kingdom"),
    ("Leith", "EH6 6LX", "United Kingdom"),
    ("Tallinn", "10415", "Estonia"),
    ("Köln", "50667", "Germany"),
    ("Málaga", "29001", "Spain"),
)
DEPARTMENTS = ("Design", "Development", "Marketing", "Management", "Print room")
PROJECTS = ("Website relaunch", "Brand book", "Annual report", "Harbour fair", "Õpikoda 2026", "Retainer")
RETIRED = "Print room"
"""Used, then archived."""
# code, name, sales price, purchase price; None = not sold, not bought
ITEMS = (
    ("ART-D", "Art direction, day", "720", None),
    ("COPY-H", "Copywriting, hour", "85.5", None),
    ("CODE-H", "Front-end development, hour", "112", "78"),
    ("PHOTO", "Photo shoot", "480", "310.25"),
    ("STOCK", "Stock picture", "39.9", "24.95"),
    ("FONT", "Font licence", None, "149"),
    ("PAPER", "Paper, ream", None, "6.7525"),
    ("PRINT", "Printed sheet, A3", "0.4825", "0.2175"),
    ("HOST", "Hosting, month", "29", "11.5"),
    ("WORDS", "Translation, word", "0.1275", "0.09"),
)
WORK = ("Concept", "Second round of changes", "Workshop", "Illustrations", "Press proof", "Travel")
COSTS = ("Office rent", "Courier", "Toner", "Cloud storage", "Electricity", "Freelance illustrator", "Tea & biscuits")


def company_names(draw: Random) -> Iterator[str]:
    """The peculiar ones first, then as many different ones as are asked for."""
    yield from PECULIAR
    pairs = [(stem, trade) for stem in STEMS for trade in TRADES]
    draw.shuffle(pairs)
    branch = 1
    while True:
        for stem, trade in pairs:
            place = f" {branch}" if branch > 1 else ""
            yield f"{stem} {trade}{place} {draw.choice(SUFFIXES)}"
        branch += 1
