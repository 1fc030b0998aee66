"""Keeps what rows are found and ordered by in step with their names, whoever writes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from mobility.core.terms import Text
from mobility.models.programs import Call, Partner, Program
from mobility.regions import region_names
from mobility.spelling import fold_words, search_key, sort_key


def _both(*texts: Text | None) -> list[str]:
    return [part for text in texts if text for part in (text.en, text.zh_Hans)]


def _of_partner(partner: Partner) -> None:
    names = _both(partner.name, partner.city, region_names(partner.country))
    partner.search_key = search_key(*names)
    partner.sort_key = sort_key(partner.name.zh_Hans)


def _of_program(program: Program) -> None:
    texts = " ".join(fold_words(text) for text in _both(program.summary))
    program.search_key = f"{search_key(*_both(program.name))} {texts}"


def _of_call(call: Call) -> None:
    call.search_key = search_key(*_both(call.title))
    call.sort_key = sort_key(call.title.zh_Hans)


def _keep(model: type[Any], write: Any) -> None:
    for moment in ("before_insert", "before_update"):
        event.listen(model, moment, lambda _mapper, _connection, row: write(row))


_keep(Partner, _of_partner)
_keep(Program, _of_program)
_keep(Call, _of_call)
