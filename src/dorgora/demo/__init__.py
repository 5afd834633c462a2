"""`make demo`: a hub, a laptop that is centre and office, and a second centre, playing one story."""
