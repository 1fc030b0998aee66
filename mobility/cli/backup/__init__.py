"""The commands `mobility backup` and `mobility restore`: database and documents in one file that proves itself."""
