"""The reads: frozen records, never rows that could be changed; each starts from what its actor may see."""
