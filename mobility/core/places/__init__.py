"""Place allocation: who gets which place under real quotas, why, and the proof that it is right."""
