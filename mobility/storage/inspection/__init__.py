"""What a file is and whether it can be taken, by its content alone: the one judge of uploads and of the command."""

from mobility.storage.inspection.inspect import Inspected, inspect
from mobility.storage.inspection.kinds import ALL_TYPES, Kind, kind_of, types_named
from mobility.storage.inspection.photos import as_image, as_pdf_page

__all__ = ["ALL_TYPES", "Inspected", "Kind", "as_image", "as_pdf_page", "inspect", "kind_of", "types_named"]
