"""The demo world: a university, its scholarship, its students and a year behind them, made up through the services."""
