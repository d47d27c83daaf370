"""Returns (报表报送): which unit owes which form for which period, and by when."""
