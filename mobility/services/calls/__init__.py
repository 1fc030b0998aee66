"""Changing a running call: its deadline moved, with everybody told."""
