"""Setting up what students apply to: partners, programs, definitions and calls."""
