"""The connector's HTTP side: internal API, the page on which a sign-in ends, webhooks, health."""
