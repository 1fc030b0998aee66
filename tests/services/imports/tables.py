"""Tables as registries write them, made by a line."""

from __future__ import annotations

from mobility.core.terms import Actor
from mobility.services.imports import bring
from mobility.services.imports.bring import Report

HEAD = "学号,姓名,学院,培养层次,入学年份,学制,学科代码,出生日期,邮箱"


def line(number: int, name: str = "张三丰", unit: str = "护理学院", rest: str = "") -> str:
    """One student of nursing; what is needed of somebody new is there."""
    return f"{number},{name},{unit},本科,2024级,4年,913,2006-05-04,s{number}@university.example{rest}"


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines, "")).encode("gb18030")


def brought(actor: Actor, content: bytes, kind: str = "students") -> Report:
    return bring.bring(kind, bring.read(kind, content, actor), actor)


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason.code) for one in report.problems]
