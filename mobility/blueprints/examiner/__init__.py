"""The desk of language examiners: the tests they enter marks for, and one mark for each applicant."""

from mobility.blueprints.examiner import marks, queue
from mobility.blueprints.examiner.desk import desk

__all__ = ["desk", "marks", "queue"]
