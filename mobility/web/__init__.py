"""The web floor: what every desk shares, from guards and headers to forms, and what the pages are dressed in."""
