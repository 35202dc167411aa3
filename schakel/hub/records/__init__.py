"""The ten years: backup, restore, verify, drill; what the journal says after a restore."""
