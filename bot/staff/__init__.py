"""The people behind the console: accounts, login, rights."""
