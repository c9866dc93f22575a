"""A pretend Scoro, API v2: strict where Scoro is strict, odd where its answers are odd.

One server is one site with several business entities. `POST http://127.0.0.1:PORT/api/v2/{module}/{action}[/{id}]`
is Scoro; everything under `/_sandbox/` is ours: seeding, clock, faults, limits, and what a person would do in Scoro's
pages.

What no public source tells is a choice of ours and a switch in `settings.py` (marked "Assumed" there).
"""
