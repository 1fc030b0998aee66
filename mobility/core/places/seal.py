"""The written form of a result and its fingerprint: the same bytes on any machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from mobility.core.places.instance import Instance, Node

FINGERPRINT: Final = "fingerprint"


def written(value: object) -> str:
    """The one written form of a JSON value: keys sorted, no blanks."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, named as such."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def fingerprint(result: Mapping[str, object]) -> str:
    """The fingerprint that a result ought to carry: over everything in it but the fingerprint itself."""
    return digest(written({key: value for key, value in result.items() if key != FINGERPRINT}))


def seal(result: Mapping[str, object]) -> str:
    """The text of a result with its fingerprint: one JSON object, one line for each key."""
    rows = [f"{written(key)}:{written(result[key])}" for key in sorted(result) if key != FINGERPRINT]
    mark = digest("{" + ",".join(rows) + "}")
    return "{\n" + ",\n".join([*rows, f'"{FINGERPRINT}":"{mark}"']) + "\n}\n"


def inputs_digest(instance: Instance) -> str:
    """The digest of all that an instance says. Remarks, and orders without a meaning, change nothing in it."""
    said = {
        "fixed": sorted(instance.fixed.items()),
        "ineligible": sorted((*pair, rule) for pair, rule in instance.ineligible.items()),
        "nodes": [_node(node) for node in instance.nodes],
        "option_count": instance.option_count,
        "returning": sorted(instance.returning),
        "school_caps": instance.school_caps,
        "schools": instance.schools,
        "scores": instance.scores,
        "students": instance.students,
        "tie_keys": [(key.name, key.values, key.lowest_first) for key in instance.tie_keys],
        "willing": sorted(instance.willing),
        "wishes": instance.wishes,
    }
    return digest(written(said))


def _node(node: Node) -> tuple[object, ...]:
    ranking = node.ranking and (node.ranking.students, node.ranking.tiers if node.ranking.has_ties else None)
    return node.name, node.capacity, node.parent, ranking, node.reserved
