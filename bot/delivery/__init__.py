"""What leaves the house: deliveries to agencies' endpoints."""
