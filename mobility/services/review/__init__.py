"""What a reviewer writes: scores with their comments, and conflicts of interest."""
