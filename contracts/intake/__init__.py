"""What clinics and the aid centre's window say: one module for each stream type."""

from contracts.language.collect import messages_of

EVENTS, COMMANDS, QUERIES = messages_of(__name__)
