"""The desk: a page on this machine for whoever would rather look than type."""
