"""The sentences for files that cannot be taken: what is wrong with each, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mobility.i18n import LazyText, lazy

CODES: Final[Mapping[str, LazyText]] = {
    "document.too_many_files": lazy(
        "Up to %(most)s files can be put together here. Join some of them, or upload fewer."
    ),
    "document.cannot_join": lazy(
        "Only PDFs and photos can be put together into one document here. Upload one file, or save them as one PDF."
    ),
    "document.infected": lazy(
        "The virus scanner found something in this file. Do not open it; make the document anew on another device and "
        "upload that."
    ),
    "document.being_checked": lazy("This file is still being checked for viruses. Try again in a few minutes."),
    "document.store_silent": lazy(
        "The place where files are kept does not answer just now. What you did with this file is not saved; all else "
        "is. Try again in a few minutes."
    ),
    "document.not_intact": lazy(
        "This file was damaged or lost after it was uploaded, so it is not opened. It has to be uploaded once more."
    ),
    "document.no_picture": lazy("This page cannot be shown here. Download the file to read it."),
    "receipt.unknown": lazy("There is no such receipt here."),
    "stale.document": lazy("This document was changed in another window meanwhile. Look at it and try once more."),
    "document.unreadable": lazy("The file cannot be read: %(why)s. Check its name and whether you may open it."),
    "document.damaged": lazy(
        "The file is incomplete or damaged. Open it to see whether all of it is there, save it anew and upload that."
    ),
    "document.encrypted": lazy(
        "The file is protected by a password. Save a copy without a password, or print it as PDF, and upload that."
    ),
    "document.scripts": lazy(
        "The PDF contains scripts, forms that run or media. Print it as PDF, which leaves the pages alone, and upload "
        "that."
    ),
    "document.embedded_files": lazy(
        "Other files are attached inside the file. Upload each of them by itself; print this one as PDF and upload "
        "that."
    ),
    "document.two_types": lazy(
        "The file contains something besides the document, such as an archive or a web page. Open it, print it as PDF "
        "and upload that."
    ),
    "document.macros": lazy(
        "The file contains macros, small programs that run on opening. Save it without macros, or as PDF, and upload "
        "that."
    ),
    "document.linked": lazy(
        "The file fetches parts of itself from elsewhere on opening. Save it as PDF, and upload that."
    ),
    "document.unpacks_too_large": lazy(
        "The file unpacks to far more than a document needs. Save it anew as PDF and upload that."
    ),
    "document.too_many_pages": lazy(
        "The PDF has %(count)s pages; up to %(most)s can be taken. Upload only the pages that are asked for."
    ),
    "document.too_many_pixels": lazy(
        "The picture has more than %(megapixels)s million pixels. Take it with a lower resolution, or save it as JPG "
        "in a smaller size."
    ),
}
