"""The part of a form that knows which version of something its sender looked at."""

from __future__ import annotations

from wtforms import HiddenField

from mobility.queries.keyset import key
from mobility.web.forms.blaming import BlamingForm


class SeenForm(BlamingForm):
    """What knows the version that was seen of a list, a review or another thing that two people may change."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """The version seen; one that no row ever has where a browser sent anything else."""
        return key(self.seen.data or "") or 0
