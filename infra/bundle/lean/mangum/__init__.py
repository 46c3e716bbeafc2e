"""In a bundle instead of Mangum's own: its adapter runs an app on asyncio, and loads that first.

`functions.web.gateway` runs it without, and takes Mangum's readers of events alone.
"""
