"""Ledgers (台账) on their way in: files read line by line, each entry made into a post or refused with a reason."""
