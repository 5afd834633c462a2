"""The counter: the pages the two operators of a centre work with, and the citizen beside them."""
