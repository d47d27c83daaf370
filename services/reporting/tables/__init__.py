"""Tables (统计表): filled from the cube, or from the facts as far as the log had come; every cell opens to its facts."""
