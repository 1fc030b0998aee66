"""`mobility up`: everything that the program consists of, in one terminal."""
