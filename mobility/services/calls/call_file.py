"""Reads a call from a YAML file: every fault named by its line and key, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml
from pydantic import ValidationError

from mobility.core.terms import Param, Reason, Refused
from mobility.services.calls.call_record import CallRecord

MOST_BYTES: Final = 512 * 1024
MOST_FAULTS: Final = 100
MOST_DEPTH: Final = 30

_CODES: Final = {
    "missing": "call_file.missing",
    "extra_forbidden": "call_file.unknown_key",
    "string_type": "call_file.not_text",
    "string_pattern_mismatch": "call_file.not_key",
    "int_parsing": "call_file.not_number",
    "int_type": "call_file.not_number",
    "greater_than_equal": "call_file.not_number",
    "less_than_equal": "call_file.not_number",
    "date_from_datetime_parsing": "call_file.not_date",
    "date_from_datetime_inexact": "call_file.not_date",
    "date_parsing": "call_file.not_date",
    "date_type": "call_file.not_date",
    "value_error": "call_file.not_moment",
}

Place = Sequence[str | int]
"""Where something stands: keys and positions from the top."""


class _Loader(yaml.SafeLoader):
    """Reads dates as the texts they are, so that a wrong one is told like every other fault, and `on:` as a word."""


def _is_wanted(first: str, tag: str) -> bool:
    """Of what YAML 1.1 reads into plain words, no dates, and only `true` and `false` as truth values."""
    return not (tag.endswith(":timestamp") or (tag.endswith(":bool") and first not in "tTfF"))


_Loader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if _is_wanted(first, one[0])]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class CallFile:
    """A call that was read, with the lines of its file for what is found wrong later."""

    record: CallRecord
    root: yaml.Node

    def fault(self, code: str, place: Place, **params: Param) -> Reason:
        """A fault of what stands at that place."""
        return Reason(code, {"line": _line(self.root, place), "key": _key(place), **params})


def read(content: bytes) -> CallFile:
    """The call of a file. Raises Refused with every fault, each with its `line` and the `key` it stands under."""
    root = _parsed(content)
    faults = list(_twice(root, ()))
    loader = _Loader("")
    try:
        record = CallRecord.model_validate(loader.construct_document(root))
    except ValidationError as error:
        raise refusal([*faults, *(_fault(root, one) for one in error.errors(include_url=False))]) from error
    if faults:
        raise refusal(faults)
    return CallFile(record, root)


def refusal(faults: Iterable[Reason]) -> Refused:
    """All faults as one refusal, in the order of their lines."""
    first, *more = sorted(faults, key=lambda one: int(str(one.params["line"])))[:MOST_FAULTS]
    return Refused(first.code, *more, **first.params)


def _parsed(content: bytes) -> yaml.Node:
    if len(content) > MOST_BYTES:
        raise Refused("call_file.too_large", kilobytes=MOST_BYTES // 1024)
    try:
        text = content.decode("utf-8-sig")
        _limit(text)
        root = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise Refused("call_file.not_utf8") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused("call_file.not_yaml", line=line) from error
    except yaml.YAMLError as error:
        raise Refused("call_file.not_yaml", line=1) from error
    if not isinstance(root, yaml.MappingNode):
        raise Refused("call_file.empty")
    return root


def _limit(text: str) -> None:
    """Refuse what makes a small file endless: references, and brackets in brackets without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise Refused("call_file.reference", line=line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise Refused("call_file.not_yaml", line=line)


def _twice(node: yaml.Node, place: tuple[str | int, ...]) -> Iterator[Reason]:
    """Keys that come twice, of which YAML would take the last without a word."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            here = (*place, str(name.value))
            if name.value in seen:
                yield Reason("call_file.twice", {"line": name.start_mark.line + 1, "key": _key(here)})
            seen.add(name.value)
            yield from _twice(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _twice(value, (*place, position))


def _fault(root: yaml.Node, error: Any) -> Reason:
    place = _there(root, error["loc"])
    missing = error["loc"][len(place) :] if error["type"] == "missing" else ()
    code = _CODES.get(error["type"], "call_file.not_this")
    return Reason(code, {"line": _line(root, place), "key": _key((*place, *missing[-1:]))})


def _there(root: yaml.Node, place: Place) -> tuple[str | int, ...]:
    """The part of a place that stands in the file: the names of a rule's kind, which are put between, left out."""
    found: list[str | int] = []
    node: yaml.Node | None = root
    for part in place:
        below = _below(node, part)
        if below is not None:
            found.append(part)
            node = below
    return tuple(found)


def _line(root: yaml.Node, place: Place) -> int:
    node = root
    line = node.start_mark.line
    for part in place:
        below = _below(node, part)
        if below is None:
            break
        line = _line_of_key(node, part, below)
        node = below
    return line + 1


def _line_of_key(node: yaml.Node, part: str | int, below: yaml.Node) -> int:
    if isinstance(node, yaml.MappingNode):
        return next(int(name.start_mark.line) for name, _value in node.value if name.value == part)
    return int(below.start_mark.line)


def _below(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        found: yaml.Node = node.value[part]
        return found
    return None


def _key(place: Place) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "-"
