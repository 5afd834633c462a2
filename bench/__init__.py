"""`make bench`: the figures the project is held to, each beside a reference measured in the same run."""
