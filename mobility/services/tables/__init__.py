"""Tables that somebody brings as a file: their cells, and dates as people write them."""
