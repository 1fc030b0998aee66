"""Reads the XML of an Office file's parts as Word and Excel do: in any encoding, with any prefix, entities undone.

What acts or fetches is told by elements (ISO/IEC 29500): fields (17.16), relationships (Part 2, 9.3), DDE (18.14).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat

from mobility.core.terms import Refused

MOST_ELEMENTS: Final = 5_000_000
"""Elements of one part: a sheet of a hundred thousand rows has half as many."""

_RUNNING_FIELDS: Final = frozenset({"DDE", "DDEAUTO"})
_FETCHING_FIELDS: Final = frozenset({"DATABASE", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK"})
_RUNNING_PARTS: Final = ("/vbaproject", "/control", "/activexcontrolbinary", "/attachedtoolbars", "/extensibility")
_CARRYING_PARTS: Final = ("/oleobject", "/package", "/afchunk")
_MACRO_TYPES: Final = ("macroenabled", "vbaproject")

_Attributes = Mapping[str, str]


class Reader:
    """Reads one part piece by piece. Each call raises Refused for what no document may hold."""

    def __init__(self, *, may_have_doctype: bool = False) -> None:
        self._fields = [""]
        self._is_in_field = False
        self._count = 0
        self._rules: dict[str, Callable[[_Attributes], None]] = {
            "Relationship": _check_relationship,
            "Default": _check_type,
            "Override": _check_type,
            "ddeLink": _refuse_macros,
            "webPr": _refuse_link,
            "dbPr": _refuse_link,
            "fldSimple": lambda given: _check_field(given.get("instr", "")),
            "fldChar": self._turn_field,
            "instrText": self._begin_text,
        }
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        if not may_have_doctype:
            self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def feed(self, content: bytes, *, is_last: bool = False) -> None:
        """Read the next bytes of the part, and with `is_last` what is left open of it."""
        try:
            self._parser.Parse(content, is_last)
        except expat.ExpatError:
            raise Refused("document.damaged") from None
        if is_last:
            for words in self._fields:
                _check_field(words)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Refused("document.unpacks_too_large")
        if (rule := self._rules.get(name.rpartition(":")[2])) is not None:
            rule({key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _end(self, _name: str) -> None:
        if self._is_in_field:
            self._is_in_field = False
            self._parser.CharacterDataHandler = None

    def _begin_text(self, _given: _Attributes) -> None:
        self._is_in_field = True
        self._parser.CharacterDataHandler = self._add_text

    def _add_text(self, words: str) -> None:
        self._fields[-1] += words

    def _turn_field(self, given: _Attributes) -> None:
        """A field's words may be torn over many runs, and one field may stand inside another."""
        turn = given.get("fldCharType")
        if turn == "begin":
            self._fields.append("")
        elif turn == "end" and len(self._fields) > 1:
            _check_field(self._fields.pop())


def _check_field(words: str) -> None:
    verb = words.split(maxsplit=1)[0].upper() if words.strip() else ""
    if verb in _RUNNING_FIELDS:
        raise Refused("document.macros")
    if verb in _FETCHING_FIELDS:
        raise Refused("document.linked")


def _check_relationship(given: _Attributes) -> None:
    """A link that the reader clicks is harmless; a template or picture that is fetched on opening is not."""
    kind = given.get("Type", "").lower()
    if given.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink"):
        raise Refused("document.linked")
    if kind.endswith(_RUNNING_PARTS):
        raise Refused("document.macros")
    if kind.endswith(_CARRYING_PARTS):
        raise Refused("document.embedded_files")


def _check_type(given: _Attributes) -> None:
    if any(one in given.get("ContentType", "").lower() for one in _MACRO_TYPES):
        raise Refused("document.macros")


def _refuse_macros(_given: _Attributes) -> None:
    raise Refused("document.macros")


def _refuse_link(_given: _Attributes) -> None:
    raise Refused("document.linked")


def _refuse_doctype(*_declared: object) -> None:
    raise Refused("document.unpacks_too_large")  # Office writes none; where one stands, it is for its entities
