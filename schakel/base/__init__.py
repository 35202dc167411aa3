"""What the three packages of the standards share, below them: pure, and knowing none of them."""
