"""What is written about language tests: the test of a call, the marks of its applicants, and handing them over."""
