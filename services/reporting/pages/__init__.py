"""Pages of reporting: home, the board (报表) and the trace (溯源) of every figure."""
