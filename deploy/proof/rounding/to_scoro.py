"""A document of Xero through the product, and what the pretend Scoro makes of what would be sent."""

from collections.abc import Mapping
from decimal import Decimal
from random import Random

from deploy.proof.rounding.findings import Finding, held
from deploy.proof.rounding.scoro_papers import TAXING
from deploy.proof.rounding.xero_papers import XeroPaper
from services.sandbox.scoro.state import VatMode
from services.sandbox.scoro.totals import LineAmounts, line_sum, totals
from shared.documents.to_scoro import mapping
from shared.documents.to_scoro.in_scoro import TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.refs import Refs, RoundingInScoro, VatCode
from shared.documents.to_scoro.taxing import Way
from shared.errors import SyncError

ZERO = Decimal(0)
ROUNDING_ID = 860
Looked = Mapping[tuple[Way, bool], Refs]
"""By the way in which the site works out tax, and whether an account for rounding lines is chosen."""
WAY_OF: dict[tuple[VatMode, bool], Way] = dict(zip(TAXING, ("each", "once", "whole"), strict=True))


def looked_up(rates: Mapping[str, Decimal]) -> Looked:
    """All that the product looks up, once the site's first answers told how it works out tax."""
    codes = {code: VatCode(number, percent) for number, (code, percent) in enumerate(rates.items(), start=1)}
    return {(way, chosen): _refs(way, codes, chosen=chosen) for way in WAY_OF.values() for chosen in (False, True)}


def _refs(way: Way, codes: Mapping[str, VatCode], *, chosen: bool) -> Refs:
    return Refs(
        contact_id=1,
        base_currency="GBP",
        vat_codes=codes,
        accounts={"200": 200, "429": 429, "860": ROUNDING_ID},
        taxing=frozenset({way}),
        rounding=RoundingInScoro(ROUNDING_ID, codes["NONE"].id, Decimal("0.10")) if chosen else None,
    )


def crossed(paper: XeroPaper, looked: Looked, draw: Random) -> Finding:
    """Predicted, worked out, and wanted: the product writes only what it knows to be equal."""
    mode, is_rounded = draw.choice(TAXING)
    known = looked[WAY_OF[mode, is_rounded], draw.random() < 1 / 2]
    document = DocumentInXero.model_validate(paper.wire)
    try:
        element = mapping.to_scoro(document, known)
    except SyncError as error:
        return held(error.code)
    made = abs(_made(element, mode, known, is_rounded=is_rounded))
    return Finding(predicted=document.total, made=made, wanted=paper.total, element=element.as_json())


def _made(element: TradeDocumentInScoro, mode: VatMode, known: Refs, *, is_rounded: bool) -> Decimal:
    percents = {vat.id: vat.percent for vat in known.vat_codes.values()}
    lines = [line for line in element.lines if line.vat_code_id is not None]
    sums = [
        LineAmounts(
            line_sum(line.price or ZERO, line.amount or ZERO, line.discount or ZERO), percents[line.vat_code_id or 0]
        )
        for line in lines
    ]
    return totals(
        sums,
        discounts=(),
        mode=mode,
        round_tax_per_line=is_rounded,
        document_vat_percent=percents.get(element.vat_code_id or 0, ZERO),
    ).gross
