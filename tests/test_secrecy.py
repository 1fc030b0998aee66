"""Sealed values open in their place under their key, and nowhere else."""

from __future__ import annotations

import pytest

from mobility import secrecy
from mobility.secrecy import Keys, Place, Undecipherable, seal, unseal

HERE = Place("second_factor", "secret", 7)
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def old_key(keys: None) -> None:
    secrecy.use(Keys(columns={1: OLD}))


def test_a_value_opens_in_its_place_and_no_two_look_alike() -> None:
    first, second = seal("护照 E12345678", HERE), seal("护照 E12345678", HERE)
    assert first != second
    assert (unseal(first, HERE), unseal(second, HERE)) == ("护照 E12345678", "护照 E12345678")
    assert b"E12345678" not in first


@pytest.mark.parametrize(
    "place", [Place("student", "secret", 7), Place("second_factor", "name", 7), Place("second_factor", "secret", 8)]
)
def test_a_value_that_was_moved_does_not_open(place: Place) -> None:
    with pytest.raises(Undecipherable):
        unseal(seal("secret", HERE), place)


@pytest.mark.parametrize("at", [0, 1, 2, 14, -1])
def test_a_value_that_was_altered_does_not_open(at: int) -> None:
    value = bytearray(seal("secret", HERE))
    value[at] ^= 1
    with pytest.raises(Undecipherable):
        unseal(bytes(value), HERE)


@pytest.mark.parametrize("value", [b"", b"\0\1", b"\0\1" + b"x" * 12])
def test_what_was_never_sealed_does_not_open(value: bytes) -> None:
    with pytest.raises(Undecipherable):
        unseal(value, HERE)


def test_the_newest_key_seals_and_older_ones_open() -> None:
    old = seal("secret", HERE)
    secrecy.use(Keys(columns={1: OLD, 2: NEW}))
    new = seal("secret", HERE)
    assert (secrecy.version_of(old), secrecy.version_of(new)) == (1, 2)
    assert (unseal(old, HERE), unseal(new, HERE)) == ("secret", "secret")
    secrecy.use(Keys(columns={2: NEW}))
    with pytest.raises(Undecipherable):
        unseal(old, HERE)


def test_without_a_key_nothing_is_kept_in_clear() -> None:
    secrecy.use(Keys())
    with pytest.raises(Undecipherable):
        seal("secret", HERE)
