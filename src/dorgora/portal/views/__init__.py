"""One view for each page: read what was typed, call one action, show its result or its refusal."""
