"""What a head decides about a proposed list: approving it as a whole, or returning it."""
