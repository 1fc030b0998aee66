"""Recording what was decided outside: training, the funder's examination, contracts, formalities."""
