"""What leaves the house: notices of referrals to agencies' own machines."""
