"""Tables that people fill in with spreadsheets: what a cell may hold, which columns there are, and how each is read."""
