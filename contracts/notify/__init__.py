"""What is said about things that are due: one module for each stream type."""

from contracts.language.collect import messages_of

EVENTS, COMMANDS, QUERIES = messages_of(__name__)
