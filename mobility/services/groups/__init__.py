"""Groups: whether a program takes place, decided for everybody at once, and the fees that hang on it."""
