"""How events and commands travel: subjects, the envelope, headers."""
