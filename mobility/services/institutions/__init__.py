"""Founding an institution and laying out its units."""
