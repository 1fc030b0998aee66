"""From the document of an instance to the instance: everything checked, everything in the order of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeVar, cast

from mobility.core.places.document import (
    a_count,
    a_flag,
    a_list,
    a_number,
    a_text,
    an_object,
    check_keys,
    decode,
    first_twice,
    texts,
    texts_or_text,
)
from mobility.core.places.instance import Instance, Node, Number, Ranking, TieKey
from mobility.core.places.settled import check_room
from mobility.core.places.ties import LOTTERY
from mobility.core.places.tree import nest
from mobility.core.terms import Refused

KEYS: Final = (
    "students", "options", "groups", "scores", "schools", "school_caps",
    "fixed", "willing", "returning", "ineligible", "tie_keys",
)  # fmt: skip
NODE_KEYS: Final = ("capacity", "ranking", "group", "parent", "reserved")

Index = Mapping[str, int]
Value = TypeVar("Value")


def read(text: bytes) -> Instance:
    """The instance that a file holds. Raises Refused with the code and the key of what is wrong."""
    return from_document(decode(text))


def from_document(value: object) -> Instance:
    """The instance in a decoded document, which is left as it is. Raises Refused as `read` does."""
    document = an_object(value, "instance")
    check_keys(document, KEYS)
    for needed in ("students", "options"):
        if document.get(needed) is None:
            raise Refused("places.key_missing", key=needed)
    students, options, groups = (_named(document, key) for key in ("students", "options", "groups"))
    by_student, by_option = _numbers(students), _numbers(options)
    instance = Instance(
        students=tuple(by_student),
        wishes=_wishes(students, by_student, by_option),
        option_count=len(options),
        nodes=_nodes(options, groups, by_student),
        scores=_scores(document.get("scores"), by_student),
        schools=_schools(document, by_student),
        school_caps={
            name: a_count(cap, f"school_caps.{name}") for name, cap in _named(document, "school_caps").items()
        },
        fixed=_fixed(document, by_student, by_option),
        willing=_those(document, "willing", by_student),
        returning=_those(document, "returning", by_student),
        ineligible=_ineligible(document, by_student, by_option),
        tie_keys=_tie_keys(document, by_student),
    )
    check_room(instance)
    return instance


def _named(document: Mapping[str, object], key: str) -> dict[str, object]:
    value = document.get(key)
    return {} if value is None else an_object(value, key)


def _numbers(names: Mapping[str, object]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(names))}


def _wishes(students: Mapping[str, object], names: Index, options: Index) -> tuple[tuple[int, ...], ...]:
    rows: list[tuple[int, ...]] = []
    for student in names:
        wishes = students[student]
        if type(wishes) is not list:
            raise Refused("places.not_a_list", key=f"students.{student}")
        try:
            row = tuple([options[wish] for wish in wishes])
        except (KeyError, TypeError):  # TypeError: a list or an object in the place of a name
            _refuse_wish(student, wishes, options)
        if len(set(row)) != len(row):
            raise Refused("places.wish_twice", key=f"students.{student}", option=first_twice(wishes))
        rows.append(row)
    return tuple(rows)


def _refuse_wish(student: str, wishes: list[object], options: Index) -> NoReturn:
    for place, wish in enumerate(wishes):
        name = a_text(wish, key := f"students.{student}[{place}]")
        if name not in options:
            raise Refused("places.unknown_option", key=key, option=name)
    raise AssertionError("every wish is known")


def _nodes(options: Mapping[str, object], groups: Mapping[str, object], students: Index) -> tuple[Node, ...]:
    option_rows = [(f"options.{name}", name, an_object(options[name], f"options.{name}")) for name in sorted(options)]
    group_rows = [(f"groups.{name}", name, an_object(groups[name], f"groups.{name}")) for name in sorted(groups)]
    by_group = _numbers(groups)
    parents = [_group_names(row, "parent", key, by_group) for key, _name, row in group_rows]
    members = [_group_names(row, "group", key, by_group) for key, _name, row in option_rows]
    around = nest(list(by_group), parents, members)
    return tuple(
        _node(key, name, row, above, students)
        for (key, name, row), above in zip([*option_rows, *group_rows], around, strict=True)
    )


def _group_names(row: Mapping[str, object], field: str, key: str, groups: Index) -> list[int]:
    names = texts(row.get(field), f"{key}.{field}")
    for name in names:
        if name not in groups:
            raise Refused("places.unknown_group", key=f"{key}.{field}", group=name)
    return [groups[name] for name in names]


def _node(key: str, name: str, row: dict[str, object], parent: int | None, students: Index) -> Node:
    check_keys(row, NODE_KEYS, f"{key}.")
    if "capacity" not in row:
        raise Refused("places.key_missing", key=f"{key}.capacity")
    return Node(
        name=name,
        capacity=a_count(row["capacity"], f"{key}.capacity"),
        parent=parent,
        ranking=None if row.get("ranking") is None else _ranking(row["ranking"], f"{key}.ranking", students),
        reserved={
            school: places
            for school, count in sorted(an_object(row.get("reserved") or {}, f"{key}.reserved").items())
            if (places := a_count(count, f"{key}.reserved.{school}"))
        },
    )


def _ranking(value: object, key: str, students: Index) -> Ranking:
    """A ranking may name students who take no part in this round; they are left out."""
    entries = a_list(value, key)
    if set(map(type, entries)) <= {str}:
        _check_ranked_once(entries, key)
        known = [number for number in map(students.get, cast("list[str]", entries)) if number is not None]
        return Ranking(tuple(known), range(len(known)))
    tiers = [texts_or_text(entry, f"{key}[{place}]") for place, entry in enumerate(entries)]
    _check_ranked_once([name for tied in tiers for name in tied], key)
    numbers = [sorted(students[name] for name in tied if name in students) for tied in tiers]
    present = [tied for tied in numbers if tied]
    if all(len(tied) == 1 for tied in present):
        return Ranking(tuple(tied[0] for tied in present), range(len(present)))
    return Ranking(
        tuple(student for tied in present for student in tied),
        tuple(tier for tier, tied in enumerate(present) for _ in tied),
    )


def _check_ranked_once(names: Sequence[object], key: str) -> None:
    if len(set(names)) != len(names):
        raise Refused("places.ranked_twice", key=key, student=first_twice(map(str, names)))


def _scores(value: object, students: Index) -> tuple[Number | None, ...] | None:
    if value is None:
        return None
    return _along(_numbers_in(an_object(value, "scores"), "scores"), students)


def _numbers_in(values: Mapping[str, object], key: str) -> dict[str, Number]:
    return {name: a_number(value, f"{key}.{name}") for name, value in values.items() if value is not None}


def _along(values: Mapping[str, Value], students: Index) -> tuple[Value | None, ...]:
    return tuple([values.get(name) for name in students])


def _schools(document: Mapping[str, object], students: Index) -> tuple[str | None, ...]:
    values = _named(document, "schools")
    return _along(
        {name: a_text(school, f"schools.{name}") for name, school in values.items() if school is not None}, students
    )


def _fixed(document: Mapping[str, object], students: Index, options: Index) -> dict[int, int]:
    fixed: dict[int, int] = {}
    for name, value in sorted(_named(document, "fixed").items()):
        option = a_text(value, key := f"fixed.{name}")
        _check_student(name, key, students)
        if option not in options:
            raise Refused("places.unknown_option", key=key, option=option)
        fixed[students[name]] = options[option]
    return fixed


def _check_student(name: str, key: str, students: Index) -> None:
    if name not in students:
        raise Refused("places.unknown_student", key=key, student=name)


def _those(document: Mapping[str, object], key: str, students: Index) -> frozenset[int]:
    names = texts(document.get(key), key)
    for name in names:
        _check_student(name, key, students)
    return frozenset(students[name] for name in names)


def _ineligible(document: Mapping[str, object], students: Index, options: Index) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for name, value in _named(document, "ineligible").items():
        _check_student(name, f"ineligible.{name}", students)
        for option, rule in an_object(value, f"ineligible.{name}").items():
            key = f"ineligible.{name}.{option}"
            if option not in options:
                raise Refused("places.unknown_option", key=key, option=option)
            found[students[name], options[option]] = a_text(rule, key)
    return found


def _tie_keys(document: Mapping[str, object], students: Index) -> tuple[TieKey, ...]:
    value = document.get("tie_keys")
    keys: list[TieKey] = []
    for place, item in enumerate(a_list([] if value is None else value, "tie_keys")):
        key = _tie_key(an_object(item, f"tie_keys[{place}]"), f"tie_keys[{place}]", students)
        if key.name in (LOTTERY, *(other.name for other in keys)):
            raise Refused("places.named_twice", key=f"tie_keys[{place}].name", name=key.name)
        keys.append(key)
    return tuple(keys)


def _tie_key(row: dict[str, object], key: str, students: Index) -> TieKey:
    check_keys(row, ("name", "values", "lowest_first"), f"{key}.")
    values = _numbers_in(an_object(row.get("values"), f"{key}.values"), f"{key}.values")
    return TieKey(
        name=a_text(row.get("name"), f"{key}.name"),
        values=_along(values, students),
        lowest_first=a_flag(row.get("lowest_first", False), f"{key}.lowest_first"),
    )
