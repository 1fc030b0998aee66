"""Tables that offices bring: students, staff, units and fees, judged cell by cell, taken over whole or not at all."""
