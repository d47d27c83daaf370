"""`yingyuan verify`: the proof that logs, streams and views are what was recorded."""
