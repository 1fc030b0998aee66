"""Fields for numbers as people type them, full-width digits and decimal commas of input methods included."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import StringField

from mobility.i18n import _


class NumberField(StringField):
    """A decimal number; what cannot be read stays in the field."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep a Decimal, or None where nothing was typed. Raises ValueError with the sentence for the person."""
        self.data: Any = None
        typed = unicodedata.normalize("NFKC", "".join(str(one) for one in valuelist)).strip().replace("。", ".")
        if typed:
            self.data = self._read(typed)

    def _read(self, typed: str) -> Any:
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or len(typed) > 20:
            raise ValueError(_("Enter a number."))
        return number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class WholeNumberField(NumberField):
    """A whole number; what cannot be read stays in the field."""

    def _read(self, typed: str) -> Any:
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
            raise ValueError(_("Enter a whole number."))
        return int(typed)
