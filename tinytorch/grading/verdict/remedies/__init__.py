"""What to do about the exceptions that students meet most: one plain sentence each."""
