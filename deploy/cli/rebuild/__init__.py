"""`yingyuan rebuild`: views folded anew, what processes set aside taken again."""
