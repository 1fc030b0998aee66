"""Accounts that people ask for themselves: asked by anybody, decided by the school or the office."""
