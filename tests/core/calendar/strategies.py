"""Instants for the property tests of the calendar."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

FIRST = datetime(2025, 1, 2, tzinfo=UTC)

instants = st.timedeltas(timedelta(0), timedelta(days=1030)).map(lambda since: FIRST + since)
"""From January 2025 to October 2027, to the microsecond, in UTC."""
