"""Sets the product's clock in tests, so that it stays set when what comes next is rolled back."""

from __future__ import annotations

from datetime import datetime

from mobility.database import db, set_clock


def stop_clock_at(at: datetime) -> None:
    """From now on it is `at`, until the clock is set again."""
    set_clock(frozen_at=at)
    db.session.commit()
