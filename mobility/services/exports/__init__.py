"""Lists as files: asked for, written by the worker, kept for a day, given to who asked."""
