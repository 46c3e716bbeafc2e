"""Where the shop runs: the template of its AWS stack, and the same stack on one machine."""
