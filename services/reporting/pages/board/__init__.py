"""Board: pages of those who look at figures: home, a table (报表) and the trace (溯源) of every figure."""
