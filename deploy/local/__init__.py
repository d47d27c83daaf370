"""The whole stack on one machine, run by `yingyuan up` and by nobody else."""
