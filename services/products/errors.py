"""What can go wrong with a product, beyond what can go wrong with anything (`shared.errors`)."""

from collections.abc import Sequence

from shared.errors import MendedBy, SyncError


class CodeTooLongError(SyncError):
    """Xero keeps thirty characters of an item code; a cut one would be another code."""

    code = "product_code_too_long"
    mended_by = MendedBy.OPERATOR

    def __init__(self, scoro_id: int, product_code: str) -> None:
        super().__init__(f"product {scoro_id}: Xero keeps 30 characters, {product_code!r} has {len(product_code)}")
        self.product_code = product_code


class CodeTakenError(SyncError):
    """The code belongs to the counterpart of another product (R62)."""

    code = "product_code_taken"
    mended_by = MendedBy.OPERATOR

    def __init__(self, product_code: str, other_id: str) -> None:
        super().__init__(f"code {product_code} belongs to what product {other_id} is linked with")
        self.subject = product_code
        self.other_id = other_id


class NamelessProductError(SyncError):
    """Neither name nor code."""

    code = "nameless_product"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: str) -> None:
        super().__init__(f"product {object_id} has neither name nor code")


class AmbiguousProductError(SyncError):
    """Scoro's answer was lost, and several products without a code and a counterpart may be what it made."""

    code = "ambiguous_product"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: str, name: str, scoro_ids: Sequence[str]) -> None:
        super().__init__(f"item {object_id}: products {', '.join(scoro_ids)} are all called {name!r}")
        self.subject = name
        self.candidates = tuple(scoro_ids)
