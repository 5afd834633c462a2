"""Where things are: areas, offices and centres."""
