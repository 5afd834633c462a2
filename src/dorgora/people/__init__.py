"""Who is there: citizens, operators and officers."""
