"""A pretend Scoro, API v2: strict where Scoro is strict, odd where its answers are odd.

One server is one site with several business entities. `POST http://127.0.0.1:PORT/api/v2/{module}/{action}[/{id}]`
is Scoro; everything under `/_sandbox/` is ours: seeding, clock, faults, limits, and what a person would do in Scoro's
pages.

| under `/_sandbox/` | does |
|---|---|
| `POST seed {seed, size, profile}` | a made-up company instead of everything: `from_scoro` is full (size 0: reference |
| | data only), `to_scoro` a new site with users, defaults and projects, whatever the size |
| `GET dump/{entity}?module=invoices&include_deleted=true` | all objects in detailed wire form, spends no limits |
| `GET|PATCH limits`, `GET|PATCH settings`, `PATCH entities/{entity}` | limits; switches; VAT, rounding |
| `GET|PUT webhooks/faults`, `GET webhooks/attempts` | loss, duplicates, disorder of deliveries; their results |
| `POST webhooks/settle` | answers once no delivery is under way |
| `PATCH users/{id} {status, rights, entities}` | an administrator changes what a user may do |
| `POST ui/{entity}/{module}`, `PATCH|DELETE ui/{entity}/{module}/{id}` | a person creates, edits, deletes |
| `POST ui/{entity}/invoices/{id}/sent|credit` | a person marks as sent, credits a share |
| `POST ui/{entity}/invoices|prepayments|bills/{id}/pay` | a person books a receipt |
| `POST buttons/{entity}/{module} {url}`, `POST buttons/{entity}/{button}/press/{id}` | a *Trigger button*, pressed |
| `health reset clock faults requests counters snapshots` | as in every sandbox (`common/control.py`) |

What no public source tells is a choice of ours, marked as assumed where it is made; what a client may have to know
differently is a switch in `settings.py`.
"""
