"""What can be brought as a table: the columns of each kind, their headings, and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mobility.core.access import Action
from mobility.core.eligibility import PARTICIPATIONS
from mobility.core.terms import Role
from mobility.services.imports import values
from mobility.services.imports.values import Read

TESTS: Final = ("cet4", "cet6", "ielts", "toefl_ibt")
"""The language tests whose results registries keep."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, how its cells are read, and the headings by which it is known, the usual Chinese one first.

    `is_key`: what a line is known by, so it stands in every line. `is_needed`: of somebody new.
    """

    key: str
    read: Read
    headings: tuple[str, ...]
    is_key: bool = False
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table, and what one must be allowed to do to bring it."""

    key: str
    action: Action
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)


_LEVELS: Final = {
    "本科": (6, False),
    "bachelor": (6, False),
    "硕士": (7, False),
    "硕士研究生": (7, False),
    "master": (7, False),
    "博士": (8, False),
    "博士研究生": (8, False),
    "doctor": (8, False),
    "专科": (5, True),
    "高职": (5, True),
    "vocational": (5, True),
    "5": (5, True),
    "6": (6, False),
    "7": (7, False),
    "8": (8, False),
}
_CATEGORIES: Final = {
    "内地学生": "mainland",
    "mainland": "mainland",
    "港澳台侨学生": "hmt_overseas_chinese",
    "港澳台": "hmt_overseas_chinese",
    "hmt_overseas_chinese": "hmt_overseas_chinese",
    "国际学生": "international",
    "留学生": "international",
    "international": "international",
}
_STATUSES: Final = {
    "在读": "enrolled",
    "在籍": "enrolled",
    "enrolled": "enrolled",
    "休学": "suspended",
    "suspended": "suspended",
    "毕业": "graduated",
    "graduated": "graduated",
    "退学": "left",
    "离校": "left",
    "left": "left",
}
_UNIT_KINDS: Final = {
    "学院": "school",
    "school": "school",
    "书院": "college",
    "college": "college",
    "系": "department",
    "department": "department",
    "实验室": "laboratory",
    "laboratory": "laboratory",
    "部门": "office",
    "机关": "office",
    "office": "office",
}
_ROLES: Final = {
    "学院负责人": Role.OFFICER,
    "学院经办人": Role.OFFICER,
    "officer": Role.OFFICER,
    "审核部门": Role.CHECKER,
    "checker": Role.CHECKER,
    "评审": Role.REVIEWER,
    "评审专家": Role.REVIEWER,
    "reviewer": Role.REVIEWER,
    "语言考官": Role.EXAMINER,
    "examiner": Role.EXAMINER,
    "项目管理员": Role.COORDINATOR,
    "coordinator": Role.COORDINATOR,
    "负责人": Role.HEAD,
    "head": Role.HEAD,
}
"""The roles that a table may give; administrators and auditors are made one by one, each after a second factor."""

_GENDERS: Final = {
    **dict.fromkeys(("女", "female", "f"), "female"),
    **dict.fromkeys(("男", "male", "m"), "male"),
    **dict.fromkeys(("X", "unspecified"), "unspecified"),
}
"""As travel documents have them (ICAO 9303)."""


def _tests() -> tuple[Column, ...]:
    known = {"cet4": "四级", "cet6": "六级", "ielts": "雅思", "toefl_ibt": "托福"}
    latin = {"cet4": "CET-4", "cet6": "CET-6", "ielts": "IELTS", "toefl_ibt": "TOEFL iBT"}
    pairs = [
        (
            Column(key, values.score(key), (f"{known[key]}成绩", known[key], latin[key], key)),
            Column(
                f"{key}_on",
                values.day,
                (f"{known[key]}考试日期", f"{known[key]}日期", f"{latin[key]} date", f"{key}_on"),
            ),
        )
        for key in TESTS
    ]
    return tuple(column for pair in pairs for column in pair)


STUDENTS: Final = Kind(
    "students",
    Action.PEOPLE_INVITE,
    (
        Column("number", values.number, ("学号", "student number", "student id", "number"), is_key=True),
        Column("name", values.name(200), ("姓名", "学生姓名", "name", "full name"), is_needed=True),
        Column(
            "unit",
            values.text(200),
            ("学院", "院系", "所在学院", "学院代码", "school", "unit", "college"),
            is_needed=True,
        ),
        Column("level", values.one_of(_LEVELS), ("培养层次", "学历层次", "层次", "level"), is_needed=True),
        Column("entry_year", values.whole(1990, 2100), ("入学年份", "年级", "entry year", "year"), is_needed=True),
        Column("program_years", values.whole(1, 9), ("学制", "program years", "length"), is_needed=True),
        Column("field", values.field, ("学科代码", "ISCED代码", "isced", "field"), is_needed=True),
        Column("birth_on", values.birthday, ("出生日期", "生日", "date of birth", "birth date"), is_needed=True),
        Column("major", values.name(200), ("专业", "专业名称", "major")),
        Column("class_name", values.text(100), ("班级", "行政班", "class")),
        Column("email", values.email, ("邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "e-mail address")),
        Column(
            "phone", values.phone, ("手机号", "手机", "手机号码", "联系电话", "电话", "phone", "telephone", "mobile")
        ),
        Column("latin_family_name", values.latin, ("姓氏拼音", "拼音姓", "family name", "surname")),
        Column("latin_given_name", values.latin, ("名字拼音", "拼音名", "given name", "given names")),
        Column("gender", values.one_of(_GENDERS), ("性别", "gender", "sex")),
        Column("nationality", values.nationality, ("国籍", "nationality", "citizenship")),
        Column("category", values.one_of(_CATEGORIES), ("学生类别", "category")),
        Column("study_status", values.one_of(_STATUSES), ("学籍状态", "status", "study status")),
        Column(
            "average", values.mark_up_to("100"), ("加权平均分", "平均分", "平均成绩", "average", "weighted average")
        ),
        Column("gpa", values.mark, ("平均绩点", "绩点", "gpa")),
        Column(
            "gpa_scale",
            values.one_of({"4.0": "4.0", "4": "4.0", "4.3": "4.3", "4.5": "4.5", "5.0": "5.0", "5": "5.0"}),
            ("绩点满分", "绩点制", "gpa scale"),
        ),
        Column("rank", values.whole(1, 100_000), ("专业排名", "排名", "rank")),
        Column("rank_of", values.whole(1, 100_000), ("专业人数", "排名人数", "rank of", "ranked")),
        Column("has_fails", values.yes_no, ("有无不及格", "是否挂科", "failed courses", "fails")),
        Column("marks_on", values.day, ("成绩日期", "成绩截止日期", "marks date", "as of")),
        *(
            Column(
                f"{kind}_year",
                values.whole(1990, 2100),
                (
                    f"{name.zh_Hans}参加年份",
                    f"{name.zh_Hans.removesuffix('项目')}年份",
                    f"{name.en} year",
                    f"{kind}_year",
                ),
            )
            for kind, name in PARTICIPATIONS.items()
        ),
        *_tests(),
    ),
)
STAFF: Final = Kind(
    "staff",
    Action.ROLES_EDIT,
    (
        Column(
            "email", values.email, ("邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "e-mail address"), is_key=True
        ),
        Column("name", values.name(200), ("姓名", "教师姓名", "name", "full name"), is_needed=True),
        Column("phone", values.phone, ("办公电话", "电话", "手机", "联系电话", "phone", "telephone")),
        Column("role", values.one_of(_ROLES), ("角色", "role")),
        Column("unit", values.text(200), ("单位", "部门", "学院", "unit", "school")),
    ),
)
UNITS: Final = Kind(
    "units",
    Action.SETTINGS_EDIT,
    (
        Column("code", values.number, ("单位代码", "代码", "学院代码", "code", "unit code"), is_key=True),
        Column(
            "name_zh", values.name(200), ("单位名称", "名称", "中文名称", "name_zh", "name_zh_Hans"), is_needed=True
        ),
        Column("name_en", values.text(200), ("英文名称", "name_en", "English name"), is_needed=True),
        Column("kind", values.one_of(_UNIT_KINDS), ("单位类别", "类别", "kind"), is_needed=True),
        Column("parent", values.number, ("上级单位代码", "上级单位", "隶属单位代码", "parent")),
    ),
)
FEES: Final = Kind(
    "fees",
    Action.OUTCOME_RECORD,
    (
        Column("number", values.number, ("申请编号", "报名编号", "application number", "application"), is_key=True),
        Column("paid_on", values.day, ("缴费日期", "到账日期", "paid on", "date"), is_needed=True),
        Column("amount", values.mark, ("缴费金额", "金额", "amount")),
        Column("currency", values.text(3), ("币种", "currency")),
    ),
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({kind.key: kind for kind in (STUDENTS, STAFF, UNITS, FEES)})
"""Every kind by its key, in the order in which they are offered."""
