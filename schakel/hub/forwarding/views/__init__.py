"""The pages of forwarding. Every query starts from what the signed-in person's offices hold."""
