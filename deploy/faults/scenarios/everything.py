"""All scenarios, in the order in which they are played."""

from deploy.faults.play import Scenario
from deploy.faults.scenarios import clusters, delivery, hostile, points, processes, servers, soak, systems

PARTS = (processes, points, systems, servers, delivery, hostile, soak, clusters)
SCENARIOS: tuple[Scenario, ...] = tuple(scenario for part in PARTS for scenario in part.SCENARIOS)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
