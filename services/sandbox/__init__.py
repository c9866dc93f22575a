"""A pretend Scoro and a pretend Xero on this machine: the real protocols, made-up companies, no accounts needed.

`python -m services.sandbox scoro --port 8101` and `python -m services.sandbox xero --port 8102` serve one each.
The product never imports this package and cannot tell a sandbox from the real thing; people and tests steer one
through its control API under `/_sandbox/`.
"""
