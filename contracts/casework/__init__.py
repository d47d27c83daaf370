"""What is said about legal-aid cases: one module for each stream type."""

from contracts.language.collect import messages_of

EVENTS, COMMANDS, QUERIES = messages_of(__name__)
