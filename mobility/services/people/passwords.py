"""Passwords: hashed by argon2id, judged by length and by how easily somebody guesses them, nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mobility.core.terms import Reason
from mobility.services.people import safeguards
from mobility.spelling import fold

SHORTEST: Final = 10
LONGEST: Final = 200
"""Characters; beyond it a password only costs time."""

_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
_STEMS: Final = frozenset(
    {
        *("password", "iloveyou", "letmein", "welcome", "welcometo", "changeme"),
        *("administrator", "admin", "superman", "football", "baseball", "princess", "sunshine", "dragon", "monkey"),
        *("starwars", "pokemon", "computer", "internet", "whatever", "trustno", "university", "student", "mobility"),
        *("woaini", "woaiwojia", "wodemima", "nihao", "woaizhongguo", "caonima", "mima", "zhongguo", "beijing"),
        *("qwerty", "qwertyuiop", "qazwsx", "qazwsxedc", "zaqxsw", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm"),
        *("hebmu", "hebeiyike", "yikedaxue", "daxuesheng", "xuesheng", "laoshi", "jiaoshi", "guojichu"),
    }
)
"""What the commonest passwords are made of; digits and signs around them do not make them any better."""

_AROUND: Final = "0123456789!@#$%^&*._-+=?~"
_LOOKALIKES: Final = str.maketrans("@4301$57!", "aaeoissti")
_NUMBERS: Final = re.compile(r"(?:5201314|1314|520|521|7758|110|123|321|456|666|789|888|168|000|111)+\d{0,2}")
"""Numbers that sound like words or lie in a row on the keys."""


def hash_password(password: str) -> str:
    """The hash to keep. Costs about 19 MiB and 30 ms in the strong profile."""
    return _hasher(safeguards.current().argon2_profile).hash(_same(password))


def is_right(kept: str | None, password: str) -> bool:
    """Tell whether `password` is the one that was hashed; without a kept hash do the same work and answer no."""
    profile = safeguards.current().argon2_profile
    try:
        _hasher(profile).verify(kept or _nobodys_hash(profile), _same(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made at another cost than today's and should be made again at the next sign-in."""
    return _hasher(safeguards.current().argon2_profile).check_needs_rehash(kept)


def judge(password: str, personal: Iterable[str | None] = ()) -> Reason | None:
    """Answer None for a password that may be taken, else why not. `personal`: the name, number and address of whom."""
    plain = _same(password)
    if len(plain) < SHORTEST:
        return Reason("password.short", {"length": SHORTEST})
    if len(plain) > LONGEST:
        return Reason("password.long", {"length": LONGEST})
    folded = fold(plain)
    if _is_common(folded):
        return Reason("password.common")
    if any(_is_mostly(folded, fold(one)) for one in _parts(personal)):
        return Reason("password.personal")
    return None


@cache
def _hasher(profile: Literal["strong", "quick"]) -> PasswordHasher:
    if profile == "quick":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys_hash(profile: Literal["strong", "quick"]) -> str:
    return _hasher(profile).hash("nobody has this password")


def _same(password: str) -> str:
    """One form for letters that keyboards can produce in two ways."""
    return unicodedata.normalize("NFKC", password)


def _is_common(folded: str) -> bool:
    core = folded.strip(_AROUND)
    if core.translate(_LOOKALIKES) in _STEMS and len(folded) - len(core) < 8:
        return True
    return len(set(folded)) < 5 or bool(_NUMBERS.fullmatch(folded)) or _is_repeated(folded) or _is_run(folded)


def _is_repeated(folded: str) -> bool:
    """ "abcabcabc": the same few characters again and again."""
    return any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, len(folded) // 2 + 1))


def _is_run(folded: str) -> bool:
    """ "1234567890", "qwertyuiop" and the same backwards or once over."""
    return any(folded in line * 3 or folded in line[::-1] * 3 for line in _ROWS)


def _parts(personal: Iterable[str | None]) -> Iterable[str]:
    for one in personal:
        if one:
            yield from (one, one.partition("@")[0])


def _is_mostly(folded: str, own: str) -> bool:
    return len(own) >= 2 and own in folded and len(folded) - len(own) < 4
