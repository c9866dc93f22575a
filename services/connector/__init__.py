"""
The connector keeps connections alive, takes in news and reads what changed.

Outward: `accounts` is the life of a connection (R10): created with a Scoro entity and its key, signed in at Xero
(`oauth`, the only place that obtains or refreshes tokens), checked and connected (`connecting`, `checks`: one to one
R13, currencies R7) and kept signed in (`keepalive`). Where a system no longer lets us in, `doubts` finds out why and
`breaking` stops the connection until a person has mended it; `disconnecting` ends it and tells both systems.
`webhooks` turns what Scoro and Xero report into `ObjectWanted`; `announcements` takes in what Scoro's backend
publishes, the public contract; `web` is the internal API for the console and the command line, the page on which a
sign-in ends, and the addresses of the webhooks.

Inward: `handlers_reading` and what it calls read both systems in full pages and record what changed in the change
log; `wanted` keeps every wish for a single object until it was read; `reference_data` keeps accounts, tax rates and
currencies.

A webhook or an announcement is a hint and never trusted for content: the object is read before anything happens. News
that cannot be handed over to the broker is answered with 503, and its sender keeps it.
"""
