"""The desk of files: documents for whoever may see them, page by page too, attachments of calls for everybody."""

from mobility.blueprints.documents import checks, downloads, pages, receipts
from mobility.blueprints.documents.desk import desk

__all__ = ["checks", "desk", "downloads", "pages", "receipts"]
