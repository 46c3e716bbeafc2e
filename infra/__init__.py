"""Where the shop runs: the cloud template, its deployment and the same stack on one machine."""
