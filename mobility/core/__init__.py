"""The rules of the house: pure, without web, database, network or a clock of their own."""
