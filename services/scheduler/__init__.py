"""The scheduler: says when, never what.

Ticks
    Every working connection in Automatic mode with a category switched on is asked to synchronize every five minutes
    (R20). Moments are spread over the interval by the connection's id, so that ten thousand connections do not tick
    together; after an outage a connection ticks once, not once for every tick it missed (`plan.py`, `tick.py`). A tick
    while a run is active is the connector's to skip (R29).

Sweeping
    The change log is the outbox: what was written and never announced, or announced and never answered, is announced
    again (`sweeper.py`). Entries that are due or forgotten, outcomes nobody was told of, calls without an owner, waits
    that may be over, reading chains whose reader died, runs that are done.

Keeping dead letters
    What no service could handle is moved from the broker's dead-letter queues into the store, where people look at
    it, replay or discard it (`keeper.py`, `autopsy.py`). Letters that are open are kept for ever, the others for ninety
    days. This every scheduler does, the leader or not.

Any number may run; one leads by a lease and the others stand by (`leader.py`). Nothing here calls Scoro or Xero.
"""
