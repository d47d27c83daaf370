"""Tables (统计表): filled from the cube, or from the facts as of a moment; every cell opens to its facts."""
