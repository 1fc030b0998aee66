"""The three modes, and which of them fits an instance."""

from __future__ import annotations

from enum import StrEnum

from mobility.core.places.caps import Caps, check_agreement
from mobility.core.places.instance import Instance
from mobility.core.terms import Refused


class Mode(StrEnum):
    """How places are given: in the order of scores, in the order of a draw, or by each option's own priority."""

    SERIAL = "serial"
    LOTTERY = "lottery"
    DEFERRED = "deferred"


def choose_mode(instance: Instance, caps: Caps, wanted: Mode | None) -> Mode:
    """The wanted mode; without one, the mode that the priorities call for.

    Rankings call for deferred acceptance, scores alone for serial dictatorship, neither for a lottery. Refuses a mode
    whose promises the instance would break.
    """
    mode = wanted or _called_for(instance)
    if mode is Mode.SERIAL and instance.scores is None:
        raise Refused("places.scores_missing", key="scores")
    if mode is Mode.DEFERRED:
        _check_deferred(instance, caps)
    return mode


def _called_for(instance: Instance) -> Mode:
    if any(node.ranking is not None for node in instance.nodes):
        return Mode.DEFERRED
    return Mode.LOTTERY if instance.scores is None else Mode.SERIAL


def _check_deferred(instance: Instance, caps: Caps) -> None:
    if instance.school_caps:
        raise Refused("places.school_caps_cross", key="school_caps")
    for node, record in enumerate(instance.nodes):
        if record.reserved:
            raise Refused("places.reserves_cross", key=f"{instance.key(node)}.reserved")
    check_agreement(instance, caps)
    if instance.scores is None:
        for option, source in enumerate(caps.sources):
            if source is None:
                raise Refused("places.no_priority", key=f"{instance.key(option)}.ranking")
