"""`yingyuan regions`: registers of divisions (行政区划) into a running stack."""
