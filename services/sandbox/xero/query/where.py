"""The `where` language (reference section 4.5), from text to a test on a record.

any      = all { ("OR" | "||") all }
all      = one { ("AND" | "&&") one }
one      = "!" one | "(" any ")" | operand [ sign operand ]
operand  = text | number | true | false | null | Guid(text) | DateTime(…) | name { "." name } { "." method(…) }
"""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse
from services.sandbox.xero.query import values
from services.sandbox.xero.query.fields import Fields, Kind, Read, Value
from services.sandbox.xero.query.values import Operand
from services.sandbox.xero.query.words import Word, split, unquoted

Test = Callable[[Ledger, Any], bool]
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq, "=": eq, "!=": ne, "<>": ne, ">": gt, ">=": ge, "<": lt, "<=": le,
}  # fmt: skip
_DEEPEST = 50


def parsed(expression: str, fields: Fields) -> Test:
    """A test for records of this resource; 400 QueryParseException for anything the language does not allow."""
    parser = _Parser(split(expression), fields)
    test = parser.any()
    parser.expect("end", "")
    return test


class _Parser:
    def __init__(self, words: list[Word], fields: Fields) -> None:
        self._words = words
        self._fields = fields
        self._at = 0
        self._depth = 0

    def any(self) -> Test:
        tests = [self._all()]
        while self._took_word("OR", "||"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda ledger, one: any(test(ledger, one) for test in tests)

    def expect(self, kind: str, value: str) -> None:
        word = self._next
        if word.kind != kind or word.value != value:
            raise query_parse(f"Syntax error at position {word.at}: '{value or 'end'}' expected")
        self._at += 1

    def _all(self) -> Test:
        tests = [self._one()]
        while self._took_word("AND", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda ledger, one: all(test(ledger, one) for test in tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise query_parse("The expression is nested too deeply")
        try:
            return self._inner()
        finally:
            self._depth -= 1

    def _inner(self) -> Test:
        if self._took("sign", "!"):
            test = self._one()
            return lambda ledger, one: not test(ledger, one)
        if self._took("sign", "("):
            test = self.any()
            self.expect("sign", ")")
            return self._maybe_compared(test)
        left = self._operand()
        if self._next.kind == "sign" and self._next.value in _SIGNS:
            sign = self._take().value
            return _comparison(left, sign, self._operand())
        return _truth(left)

    def _maybe_compared(self, test: Test) -> Test:
        """`(A) == true`."""
        if not (self._next.kind == "sign" and self._next.value in _SIGNS):
            return test
        sign = self._take().value
        return _comparison(Operand(Kind.FLAG, test), sign, self._operand())

    def _operand(self) -> Operand:
        word = self._take()
        match word.kind:
            case "text":
                return self._with_methods(values.text(word))
            case "number":
                return values.number(word)
            case "name":
                return self._named(word)
        if word.value == "-" and self._next.kind == "number":
            return values.number(self._take(), is_negative=True)
        raise query_parse(f"Syntax error at position {word.at}: expression expected")

    def _named(self, word: Word) -> Operand:
        name = word.value.lower()
        if name in {"true", "false"}:
            return values.literal(Kind.FLAG, name == "true")
        if name == "null":
            return values.literal(Kind.NULL, None)
        if name == "guid" and self._is_call():
            return values.guid(self._text_arguments())
        if name == "datetime" and self._is_call():
            return values.moment(self._whole_numbers())
        if name in {"datetime", "guid"} and self._took("sign", "."):
            return self._parse_call(name)
        return self._property(word)

    def _parse_call(self, name: str) -> Operand:
        if self._take().value.lower() != "parse":
            raise query_parse(f"No applicable method exists in type '{name}'")
        given = self._text_arguments()
        return values.guid(given) if name == "guid" else values.moment_from(given)

    def _property(self, word: Word) -> Operand:
        path = [word.value]
        while self._next.value == "." and not self._is_method():
            self._at += 1
            path.append(self._name())
        field = self._fields.field(".".join(path))
        return self._with_methods(Operand(field.kind, field.read))

    def _with_methods(self, owner: Operand) -> Operand:
        while self._took("sign", "."):
            method = self._name()
            if method.lower() not in values.METHODS:
                raise query_parse(f"No applicable method '{method}' exists in type '{owner.kind}'")
            owner = values.called(owner, method, self._arguments())
        return owner

    def _arguments(self) -> list[Operand]:
        self.expect("sign", "(")
        if self._took("sign", ")"):
            return []
        found = [self._operand()]
        while self._took("sign", ","):
            found.append(self._operand())
        self.expect("sign", ")")
        return found

    def _text_arguments(self) -> str:
        self.expect("sign", "(")
        word = self._take()
        if word.kind != "text":
            raise query_parse(f"Syntax error at position {word.at}: text expected")
        self.expect("sign", ")")
        return unquoted(word.value)

    def _whole_numbers(self) -> list[int]:
        self.expect("sign", "(")
        found: list[int] = []
        while not found or self._took("sign", ","):
            word = self._take()
            if word.kind != "number" or not word.value.isdigit():
                raise query_parse(f"Syntax error at position {word.at}: whole number expected")
            found.append(int(word.value))
        self.expect("sign", ")")
        return found

    def _name(self) -> str:
        word = self._take()
        if word.kind != "name":
            raise query_parse(f"Syntax error at position {word.at}: identifier expected")
        return word.value

    def _is_method(self) -> bool:
        after = self._words[self._at + 2] if self._at + 2 < len(self._words) else None
        return after is not None and after.value == "("

    def _is_call(self) -> bool:
        return self._next.value == "("

    @property
    def _next(self) -> Word:
        return self._words[self._at]

    def _take(self) -> Word:
        word = self._next
        if word.kind == "end":
            raise query_parse(f"Syntax error at position {word.at}: expression expected")
        self._at += 1
        return word

    def _took(self, kind: str, value: str) -> bool:
        if self._next.kind == kind and self._next.value == value:
            self._at += 1
            return True
        return False

    def _took_word(self, name: str, sign: str) -> bool:
        if self._next.kind == "name" and self._next.value.upper() == name:
            self._at += 1
            return True
        return self._took("sign", sign)


def _truth(operand: Operand) -> Test:
    if operand.kind is not Kind.FLAG:
        raise query_parse("Expression of type 'Boolean' expected")
    return lambda ledger, one: bool(operand.read(ledger, one))


def _comparison(left: Operand, sign: str, right: Operand) -> Test:
    kinds = {left.kind, right.kind}
    is_equality = sign in {"==", "=", "!=", "<>"}
    with_null = Kind.NULL in kinds
    comparable = len(kinds) == 1 or (with_null and is_equality) or kinds == {Kind.GUID, Kind.TEXT}
    if not comparable or (not is_equality and kinds & {Kind.FLAG, Kind.GUID}):
        raise query_parse(f"Operator '{sign}' incompatible with operand types '{left.kind}' and '{right.kind}'")
    return _compared(_folded(left), _SIGNS[sign], _folded(right), is_equality=is_equality)


def _compared(left: Read, compare: Callable[[Any, Any], bool], right: Read, *, is_equality: bool) -> Test:
    def compared(ledger: Ledger, one: Any) -> bool:
        a, b = left(ledger, one), right(ledger, one)
        if not is_equality and (a is None or b is None):
            return False
        return compare(a, b)

    return compared


def _folded(operand: Operand) -> Read:
    """Text is compared without regard to case."""
    if operand.kind not in {Kind.TEXT, Kind.GUID}:
        return operand.read

    def folded(ledger: Ledger, one: Any) -> Value:
        value = operand.read(ledger, one)
        return value.lower() if isinstance(value, str) else value

    return folded
