"""Letters as texts and bytes, and the carrier that takes them away; knows neither tables nor reasons."""
