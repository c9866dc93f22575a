"""Deployment settings of the scheduler."""

from pydantic import Field

from shared.config import XeroSettings


class SchedulerSettings(XeroSettings):
    """What the scheduler needs beyond what every service needs; limits of the APIs it only tells."""

    scheduler_lease_seconds: float = Field(
        default=15.0,
        gt=1,
        le=3600,
        description="So long after the leader's last sign of life another scheduler takes over",
    )
    scheduler_sweep_seconds: float = Field(default=1.0, gt=0, le=3600, description="How often the change log is swept")
    scheduler_quiet_seconds: float = Field(
        default=60.0, gt=0, le=86_400, description="An announced change nobody took up for so long is announced again"
    )
    retention_days: int | None = Field(
        default=None,
        ge=30,
        le=36_500,
        description="So many days after its end a version that a newer one replaced, and its call, lose their content; "
        "empty: never",
    )
    scheduler_batch: int = Field(
        default=500, ge=1, le=100_000, description="How many entries one sweep takes up at most"
    )
