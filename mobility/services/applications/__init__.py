"""What a student does with an application: start, fill in, hand in, recall, give up, answer an offer."""
