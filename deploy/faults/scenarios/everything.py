"""All scenarios, in the order in which they are played."""

from deploy.faults.play import Scenario
from deploy.faults.scenarios import delivery, points, processes, servers, systems

SCENARIOS: tuple[Scenario, ...] = (
    *processes.SCENARIOS,
    *points.SCENARIOS,
    *systems.SCENARIOS,
    *servers.SCENARIOS,
    *delivery.SCENARIOS,
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
