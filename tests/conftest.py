"""Real servers and a breakable line to them, for every test that asks; nothing starts before one does."""

pytest_plugins = ["tests.servers", "tests.fault_proxy", "tests.sandboxes"]
