"""What makes a task due: rules as data, and the processes that follow them."""
