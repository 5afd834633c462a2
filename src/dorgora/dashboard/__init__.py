"""The dashboard: what a service takes of people's time, money and ways, with its baseline and its range."""
