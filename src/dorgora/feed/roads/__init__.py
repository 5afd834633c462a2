"""The roads events travel by, and how a node comes to be on them: founding, enrolment, HTTPS."""
