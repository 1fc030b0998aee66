"""What desks say of the documents of an application: accepted, or given back with a reason."""
