"""What the worker does when it is rung or when the clock ticks: each task finds its own work in the database."""
