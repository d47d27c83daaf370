"""What every message is made of: bases, value types, code tables, personal text, errors in words."""
