"""What a Prometheus reads at `/metrics`; reads every room below."""
