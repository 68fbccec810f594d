"""LONG_CONTEXT_MODEL: a row of its own in the model table, for requests that their own target cannot hold."""

from dataclasses import replace

from gateway.models import Deployment, ModelTable
from gateway.settings import Settings
from gateway.upstreams.resolve import resolve

NAME = "long-context-model"


def with_long_context(table: ModelTable, settings: Settings) -> ModelTable:
    """Return the table with the row, where the setting names a target and config.yaml has no row of this name itself.

    The row is resolved as all others are: targets.override gives it its key and address.
    """
    if not settings.long_context_model or any(deployment.name == NAME for deployment in table.deployments):
        return table
    found = resolve(settings.long_context_model, settings)
    row = Deployment(NAME, {"model": found.model}, line=1, why=f"LONG_CONTEXT_MODEL={settings.long_context_model}; {found.why}")
    return replace(table, deployments=(*table.deployments, row))
