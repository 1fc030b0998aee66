"""Measures the pages of the product against a floor: a bare Flask program with hand-written SQL, in the same run."""
