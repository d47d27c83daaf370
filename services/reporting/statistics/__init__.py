"""What is counted: facts from the events of every service, and sums and distinct names over them."""
