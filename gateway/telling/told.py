"""What a start says it made of settings that can be read in two ways, or that other gateways read otherwise: one line each."""

from gateway.models import ModelTable
from gateway.settings import Settings
from gateway.upstreams.azure import DEPLOYMENT, names_deployment
from gateway.upstreams.home import Home, home_of
from gateway.upstreams.providers import AZURE, OPENAI
from gateway.upstreams.resolve import OPENAI_NAMES

USUAL_TIMEOUT = Settings.model_fields["request_timeout"].default


def told(table: ModelTable, settings: Settings) -> list[str]:
    """Return the lines; none where nothing needs a word. The settings are already applied to the table."""
    lines = _upstream(table, settings, home_of(settings)) if not settings.offline else []
    if settings.preferred_provider != "anthropic" and settings.big_model and not settings.middle_model:
        lines.append("sonnet follows BIG_MODEL, since MIDDLE_MODEL is unset")
    if settings.request_timeout != USUAL_TIMEOUT:
        lines.append(f"REQUEST_TIMEOUT={settings.request_timeout} bounds the upstream's silence, not a whole answer")
    if settings.log_content:
        lines.append(f"LOG_CONTENT=1: PROMPTS AND ANSWERS ARE KEPT in {settings.data_dir / 'requests.log'}")
    return lines


def _upstream(table: ModelTable, settings: Settings, home: Home) -> list[str]:
    lines = []
    if settings.preferred_provider == "anthropic":
        lines.append("PREFERRED_PROVIDER=anthropic: Claude's names go to Anthropic as they are, with ANTHROPIC_API_KEY")
    if home.provider is not OPENAI and home.why != "OPENAI_BASE_URL":
        lines.append(f"{home.provider.name} answers, since {home.why}")
    if not home.key:
        lines.append("no key is sent: OPENAI_API_KEY is unset, and OPENAI_BASE_URL is on this machine or its private network")
    if home.provider is AZURE and names_deployment(home.base):
        name = home.base.partition(DEPLOYMENT)[2].partition("/")[0]
        lines.append(f"OPENAI_BASE_URL names the deployment {name}, which answers every model")
        return lines
    own = [model for model in _families(table) if OPENAI_NAMES.match(model)]
    if own and home.provider is not OPENAI and not home.provider.models:
        lines.append(f"{home.base} is asked for {own[0]}: set BIG_MODEL, MIDDLE_MODEL and SMALL_MODEL where it has other models")
    return lines


def _families(table: ModelTable) -> list[str]:
    """Return the models of config.yaml's own that the home upstream is asked for under a family's name."""
    return [
        deployment.target.partition("/")[2]
        for deployment in table.deployments
        if deployment.family and not deployment.why and deployment.target.startswith(("custom_openai/", "azure/"))
    ]
