"""The writes: one function is one use case is one transaction."""
