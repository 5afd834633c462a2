"""The desk: the pages an officer decides with, at the hub and on a laptop that is an office."""
