"""What a person does with the letters of their inbox."""
