"""The few words that every room of the core shares: texts in two languages, reasons, refusals, roles, actors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from pydantic import BaseModel, ConfigDict

LOCALES: Final = ("en", "zh_Hans")
"""The languages every page, letter and stored text is complete in."""

Param = str | int | float | bool | None
"""What a reason may carry beside its code: plain values that any floor can print or store as JSON."""

NO_PARAMS: Final[Mapping[str, Param]] = MappingProxyType({})


class Text(BaseModel):
    """A text that is stored once in each language, such as the title of a call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    zh_Hans: str

    def in_locale(self, locale: str) -> str:
        """Return the text in `locale` ("en" or "zh_Hans"); the other language where that one is empty."""
        wanted, other = (self.zh_Hans, self.en) if locale.startswith("zh") else (self.en, self.zh_Hans)
        return wanted or other


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: a code that `mobility.wording` turns into a sentence, and its parameters."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


class Refused(Exception):
    """An act was not carried out; nothing was changed. Carries every reason, the first one foremost."""

    def __init__(self, code: str, /, *more: Reason, **params: Param) -> None:
        self.reasons: tuple[Reason, ...] = (Reason(code, params), *more)
        super().__init__(", ".join(reason.code for reason in self.reasons))

    @property
    def code(self) -> str:
        return self.reasons[0].code

    @property
    def params(self) -> Mapping[str, Param]:
        return self.reasons[0].params


def lottery_number(seed: int, who: str) -> int:
    """The number that `who` draws under a published seed; the lowest comes first.

    The first eight bytes of SHA-256 over "seed|who", so that anybody can draw it again with any tool.
    """
    return int.from_bytes(sha256(f"{seed}|{who}".encode()).digest()[:8], "big")


class Role(StrEnum):
    """What a person is to an institution. A role is granted for the institution, a unit or a call."""

    STUDENT = "student"
    OFFICER = "officer"
    VICE_DEAN = "vice_dean"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    HEAD = "head"
    CHECKER = "checker"
    ASSISTANT = "assistant"
    EXAMINER = "examiner"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"


STAFF_ROLES: Final = frozenset(Role) - {Role.STUDENT, Role.SYSTEM}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person. `unit_ids` empty and `call_id` None mean the whole institution.

    A deputy holds it for the person `held_for`, whose own record as a student is `holder_student_id`, if there is one.
    """

    role: Role
    unit_ids: frozenset[int] = frozenset()
    call_id: int | None = None
    held_for: int | None = None
    holder_student_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or looks: the start of every query and of every permission.

    `unit_ids` of a grant already hold the whole subtree of the unit it was given for. `applied_call_ids` are the calls
    in which the person has an application of their own, since one person may be student and staff.
    """

    institution_id: int
    user_id: int | None = None
    student_id: int | None = None
    grants: tuple[Grant, ...] = ()
    applied_call_ids: frozenset[int] = frozenset()

    @classmethod
    def system(cls, institution_id: int) -> Actor:
        """The program itself, acting for one institution: deadlines, releases, lapses."""
        return cls(institution_id=institution_id, grants=(Grant(Role.SYSTEM),))

    @classmethod
    def anonymous(cls, institution_id: int) -> Actor:
        return cls(institution_id=institution_id)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)

    def has_role(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    def persons(self, *roles: Role) -> frozenset[int]:
        """Who acts when this actor acts in one of the roles: they themselves, and for whom they are deputy."""
        held = {grant.held_for for grant in self.grants if grant.role in roles and grant.held_for is not None}
        return frozenset(held if self.user_id is None else held | {self.user_id})

    @property
    def own_student_ids(self) -> frozenset[int]:
        """Whose cases this actor never touches as staff: their own record, and that of whom they are deputy for."""
        found = {self.student_id, *(grant.holder_student_id for grant in self.grants)}
        return frozenset(one for one in found if one is not None)
