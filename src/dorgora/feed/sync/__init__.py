"""The exchange, sans-IO: what is said, the gate it comes through, both sides of it, and mailboxes."""
