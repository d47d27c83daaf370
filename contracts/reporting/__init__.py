"""What the reporting service says and is asked: one module for each stream type."""

from contracts.language.collect import messages_of

EVENTS, COMMANDS, QUERIES = messages_of(__name__)
