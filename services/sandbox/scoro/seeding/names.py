"""Words that made-up companies and people are put together from."""

from collections.abc import Iterator
from random import Random

PECULIAR_COMPANIES = (
    "Harbour & Sons Ltd",
    "O'Neill Design Studio",
    "Põhjala Köögid OÜ",
    "Müller & Söhne GmbH",
    "Groß Straßenbau AG",
    "ООО «Северный ветер»",
    "株式会社さくら",
    "Brightwater Media Ltd",
    "BRIGHTWATER  Media Ltd ",
    "Żółw Studio sp. z o.o.",
    'Smith "Quick" Couriers',
    "D'Angelo & Figli S.r.l.",
    "東京デザイン合同会社",
    "Café Zoë",
    "Rock & Roll <Live> Events",
    "lakeside printing",
    "Lakeside Printing",
    "Õunapuu Ökotalu OÜ",
)
"""Two pairs differ only by letter case and spaces: how they are told apart is the product's business."""
PECULIAR_PEOPLE = (
    ("Zoë", "O'Brien"),
    ("Õnne", "Pärnamägi"),
    ("Jürgen", "Groß"),
    ("Мария", "Иванова"),
    ("花子", "山田"),
    ("Anne-Marie", "D'Arcy"),
)
STEMS = (
    "Alder",
    "Amber",
    "Anchor",
    "Beacon",
    "Birch",
    "Bluebell",
    "Canal",
    "Castle",
    "Cedar",
    "Cobalt",
    "Copper",
    "Crown",
    "Delta",
    "Ember",
    "Falcon",
    "Fern",
    "Forge",
    "Granite",
    "Harbour",
    "Hazel",
    "Heron",
    "Ivory",
    "Juniper",
    "Kestrel",
    "Lantern",
    "Maple",
    "Meridian",
    "Northgate",
    "Oakwood",
    "Orchard",
    "Pioneer",
    "Quarry",
    "Raven",
    "Riverside",
    "Saffron",
    "Sterling",
    "Summit",
    "Thistle",
    "Union",
    "Vale",
    "Willow",
    "Wren",
)
TRADES = (
    "Architects",
    "Bakery",
    "Brewing",
    "Building",
    "Catering",
    "Consulting",
    "Dental Care",
    "Electrical",
    "Events",
    "Films",
    "Foods",
    "Furniture",
    "Garden Design",
    "Hotels",
    "Interiors",
    "Joinery",
    "Labs",
    "Legal",
    "Logistics",
    "Marketing",
    "Print & Sign",
    "Property",
    "Software",
    "Travel",
)
SUFFIXES = ("Ltd", "Ltd", "Ltd", "LLP", "OÜ", "GmbH", "Inc", "& Co")
FIRST_NAMES = (
    "Alice",
    "Amir",
    "Ben",
    "Chloe",
    "Daniel",
    "Elif",
    "Emma",
    "Fergus",
    "Grace",
    "Hannah",
    "Ivo",
    "Jack",
    "Katrin",
    "Leo",
    "Liis",
    "Maria",
    "Nadia",
    "Oliver",
    "Priya",
    "Rasmus",
    "Sofia",
    "Tom",
    "Ursula",
    "Victor",
    "Wendy",
    "Yusuf",
)
LAST_NAMES = (
    "Adams",
    "Bauer",
    "Clarke",
    "Dubois",
    "Evans",
    "Fischer",
    "Green",
    "Hughes",
    "Ilves",
    "Jones",
    "Kask",
    "Lewis",
    "Mägi",
    "Novak",
    "Owen",
    "Patel",
    "Quinn",
    "Rossi",
    "Saar",
    "Tamm",
    "Underwood",
    "Vega",
    "Walker",
    "Young",
    "Zhang",
)
TOWNS = (
    ("gbr", "London", "EC1A 1BB"),
    ("gbr", "Leeds", "LS1 4AB"),
    ("gbr", "Manchester", "M1 1AE"),
    ("gbr", "Edinburgh", "EH1 1YZ"),
    ("est", "Tallinn", "10111"),
    ("est", "Tartu", "51003"),
    ("deu", "München", "80331"),
    ("fra", "Orléans", "45000"),
    ("usa", "Portland", "97201"),
    ("jpn", "東京", "100-0001"),
)
STREETS = ("Quay St", "High St", "Mill Lane", "King's Road", "Station Approach", "Pärnu mnt", "Lindenstraße", "Rue Noë")


def company_names(draw: Random) -> Iterator[str]:
    """The peculiar ones first, then as many different ones as are asked for."""
    yield from PECULIAR_COMPANIES
    pairs = [(stem, trade) for stem in STEMS for trade in TRADES]
    draw.shuffle(pairs)
    branch = 0
    while True:
        place = f" {branch}" if branch else ""
        for stem, trade in pairs:
            yield f"{stem} {trade}{place} {draw.choice(SUFFIXES)}"
        branch += 1


def person_names(draw: Random) -> Iterator[tuple[str, str]]:
    yield from PECULIAR_PEOPLE
    pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    draw.shuffle(pairs)
    branch = 0
    while True:
        for first, last in pairs:
            yield first, f"{last} {'I' * branch}".strip()
        branch += 1
