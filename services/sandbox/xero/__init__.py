"""A pretend Xero: strict, in memory, on this machine.

`python -m services.sandbox xero --port 8102` serves it; settings are `SANDBOX_XERO_…` (see `settings.py`).
It refuses what Xero refuses, in Xero's words, and shares no code with the product: its arithmetic and rules are a
second opinion.

As in Xero (one port instead of three hosts)
    /identity/connect/authorize         consent page: choose organisations, *Allow access* or *Cancel*; the form posts
                                        `user`, `organisation` (one or more) and `decision` (allow, cancel) to itself
    /connect/token  /connect/revocation tokens: code with PKCE, refresh with rotation and 30 minutes' grace, revocation
    /connections  /Connections          which organisations the token reaches; DELETE /connections/{id}
    /api.xro/2.0/…                      Organisation (+Actions), Accounts, TaxRates, Currencies, BrandingThemes,
                                        TrackingCategories with Options, Contacts, ContactGroups, Items, Invoices (bills
                                        too), CreditNotes, Prepayments and Overpayments with Allocations, Payments,
                                        BatchPayments, BankTransactions, each with its History where Xero has one;
                                        anything else Xero has answers 501

It starts with two organisations, "Acme Agency UK" (GBP; EUR and USD subscribed) and "Acme Agency OÜ" (EUR), one user
and the app of the settings. `SANDBOX_XERO_SIZE=300` (and `SANDBOX_XERO_SEED=1`) add "Acme Studio Ltd" with made-up
books: bills, tracking, credit, and payments of every kind. Redirect addresses are https or http://localhost, never
http://127.0.0.1, as Xero wants it.

The control API under /_sandbox/ (bodies in `control/bodies.py` and `seeding/bodies.py`; OpenAPI at /_sandbox/docs).
`{organisation}` is an id or an exact name. Common to both sandboxes (`services/sandbox/common/control.py`):
    GET    health                       is it up, what time is it there
    POST   reset                        as after the start; snapshots are kept
    GET PUT clock, POST clock/advance   {"at": …, "frozen": true} or {"real": true}; {"seconds": 60}
    GET POST DELETE faults[/{id}]       delay, status, html, truncated, cut_off, reset, hang; `carried_out` decides
                                        whether the write was done before its answer got lost;
                                        `method`, `path`, `count`, `after`
    GET    requests?limit=              newest first
    GET DELETE counters                 totals, and per organisation: calls by verb, path and status; most in flight;
                                        429s; bytes
    POST   snapshot/{name}[/restore]    everything but clock and counters; GET snapshots, DELETE snapshot/{name}

Xero's own
    POST   seed                         organisations with documents as the API takes them or made up, apps, users;
                                        {}: the default
    GET    organisations                id, name, currencies, how many documents
    PATCH  organisations/{organisation} lock dates, currencies, day rates, adviser, multi-currency, and whether
                                        unknown tracking is ignored on lines
    GET    dump?organisation=           all records in the form of single reads, outside all limits
    POST   organisations/{organisation}/person
                                        what a person does in Xero's screens: pay, unpay, overpay, reconcile,
                                        unreconcile, allocate, unallocate, void, delete, approve; archive, restore,
                                        delete, rename contacts, accounts, tax rates, tracking; merge contacts; or any
                                        API call; webhooks fire as usual
    GET PUT limits                      concurrent 5, per_minute 60, per_day 5000, app_per_minute 10,000, and
                                        latency_seconds (real time per call, so that calls overlap)
    PUT    switches                     missing_scope_status 401 or 403
    POST   tokens                       a token answer without the consent page
    POST   tokens/expire                access: TokenExpired; refresh: invalid_grant
    POST   disconnect                   as a person under Connected apps
    PUT GET DELETE webhook              register (runs the intent to receive at once), look, remove
    POST   webhook/flush                deliver whatever waits, before its retry is due
    GET    webhook/attempts             what was posted and what came back

Where Xero's behaviour is not known this sandbox decided: a batch with `summarizeErrors` left on saves nothing if one
element fails; refused calls do not count against limits; windows start with the first call; payments and
allocations fire INVOICE UPDATE; `where` on a missing text is refused (guard it with `Field!=null AND …`);
discounts on anything but sales invoices are refused; a merge of contacts moves documents without touching their
UpdatedDateUTC; payments show what was refunded in the form of an invoice, as Xero's OpenAPI file has it; events of
prepayments and overpayments carry the same data as those of credit notes.
"""
