"""The desk of an office's assistant: whom to call, and the documents of a file."""

from mobility.blueprints.assistant import files
from mobility.blueprints.assistant.desk import desk

__all__ = ["desk", "files"]
