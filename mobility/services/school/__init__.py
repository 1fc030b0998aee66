"""The school's work: confirming facts, ranking its candidates and handing in its list as one act."""
