"""The proof of a result by other means: reads instance and result anew and shares no code with what made them."""

from typing import Final

from mobility.core.places.certificate.claims import Claim
from mobility.core.places.certificate.proof import Certificate, certify

CHECKER: Final = "1"
"""The version of the checker. It changes when it begins to look for something else."""

__all__ = ["CHECKER", "Certificate", "Claim", "certify"]
