"""Letters: put into the outbox with the change that causes them, planned as reminders, rendered once, sent, marked."""
