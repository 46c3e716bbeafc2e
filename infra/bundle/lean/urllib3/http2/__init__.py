"""In a bundle instead of urllib3's own, which reads Python's list of packages at each start.

It does so for HTTP/2, which has to be asked for and needs a package that the bundle hasn't.
`urllib3.http2.probe` beside it is urllib3's.
"""

__all__: list[str] = []
