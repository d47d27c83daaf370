"""The region register (行政区划): which divisions there are, under which parent, in which days."""
