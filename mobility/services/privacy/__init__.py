"""What people may ask of what is held about them: to see it, to have it erased, and that it ends by itself."""
