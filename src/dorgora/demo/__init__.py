"""`make demo`: a hub, a laptop that is centre and union office, and a second centre, playing one story."""
