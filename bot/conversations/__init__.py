"""What has been said between citizens and us, and one turn of it."""
