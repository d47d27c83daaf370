"""From a decision, or a ledger, to a case."""
