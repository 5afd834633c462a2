"""What the public can ask for: services as data, their forms, rules, fees and charters."""
