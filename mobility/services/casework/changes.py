"""Says in an event which parts of something changed, from what to what, so that its history can be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mobility.core.terms import Param


def changes(
    old: Mapping[str, Param], new: Mapping[str, Param], *, secret: Collection[str] = frozenset()
) -> dict[str, Param]:
    """The parameters of an event: `fields` names what differs, `old.…` and `new.…` hold the values.

    Of a part in `secret` only its name is kept. Never for what is a person's own, since no event can be erased.
    """
    changed = [name for name in new if old.get(name) != new[name]]
    params: dict[str, Param] = {"fields": ",".join(changed)}
    for name in changed:
        if name not in secret:
            params |= {f"old.{name}": old.get(name), f"new.{name}": new[name]}
    return params
