"""The whole stack on one machine: what `yingyuan up` runs."""
