"""People: their accounts, sign-ins and roles, and the records of students."""
