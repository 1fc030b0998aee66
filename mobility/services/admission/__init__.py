"""Rolling admission: places in order of complete sign-up or by score, and a waiting list behind them."""
