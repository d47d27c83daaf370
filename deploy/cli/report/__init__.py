"""`yingyuan report`: tables and traces, asked of the reporting service over the front door."""
