"""Sheets of paper: the application as it was handed in, and papers that are printed, signed and photographed."""
