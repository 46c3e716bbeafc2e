"""“Your things”: what is somebody's, for whoever reads the mail of their address."""
