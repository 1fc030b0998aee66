"""The kinds of program, each one readable record composed from the rooms below."""
