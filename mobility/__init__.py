"""Mobility: the online home of a university's outbound student mobility."""
