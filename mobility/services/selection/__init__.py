"""The home selection: reviewers assigned, candidates invited, the list of decisions proposed."""
