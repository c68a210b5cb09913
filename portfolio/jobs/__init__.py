"""What runs by itself: one process leads, and runs each job once in each period."""
