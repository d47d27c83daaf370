"""`yingyuan ledger`: ledgers (台账) into a running stack."""
