"""The desk of the demo: letters that stayed on the machine, the clock, and the gallery of components."""

from mobility.blueprints.demo import clock, gallery, inbox
from mobility.blueprints.demo.desk import desk

__all__ = ["clock", "desk", "gallery", "inbox"]
