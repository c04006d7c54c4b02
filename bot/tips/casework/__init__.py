"""What officers do with tips: find them, read one, take lawful steps. Everything is seen from one agency."""
