"""The audit log read: checked against its chain and its anchors, anchored each day, shown to an office and exported (ADR 0260)."""
