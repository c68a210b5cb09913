"""Lets ``python -m portfolio`` do what the ``portfolio`` command does."""

from portfolio.cli import main

if __name__ == "__main__":
    main()
