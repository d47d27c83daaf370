"""What several commands use, none of it a command."""
