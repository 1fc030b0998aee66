"""The desk of files: documents of applications for whoever may see them, attachments of calls for everybody."""

from mobility.blueprints.documents import downloads
from mobility.blueprints.documents.desk import desk

__all__ = ["desk", "downloads"]
