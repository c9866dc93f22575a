"""Writes `docs/asyncapi.yaml` from the topology, the contracts and the handlers of all services: `make asyncapi`."""
