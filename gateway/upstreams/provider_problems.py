"""What is wrong with the settings of providers: half of what one needs, what one does not heed, files that are none."""

import json

from gateway.models import ModelTable, providers
from gateway.problems import Problem
from gateway.settings import Settings
from gateway.upstreams.azure import names_deployment
from gateway.upstreams.home import home_of
from gateway.upstreams.providers import AZURE, OPENAI

MODELS = ("BIG_MODEL", "MIDDLE_MODEL", "SMALL_MODEL")
RESOURCE = "https://NAME.openai.azure.com"


def provider_problems(table: ModelTable, settings: Settings) -> list[Problem]:
    """Return what is wrong; the settings are already applied to the table."""
    used = providers(table)
    problems = _azure(table, settings) if not settings.offline else []
    if "vertex_ai" in used and not settings.offline:
        problems += _vertex(table, settings)
    if settings.preferred_provider == "anthropic":
        remedy = "Take it out, or PREFERRED_PROVIDER."
        what = "is ignored: with PREFERRED_PROVIDER=anthropic every Claude name goes to Anthropic as it is."
        problems += [Problem(name, what, remedy, "warning") for name in MODELS if getattr(settings, name.lower())]
    if settings.use_vertex_auth and "vertex_ai" not in used:
        remedy = "Set PREFERRED_PROVIDER=google, or name a gemini- model."
        problems.append(Problem("USE_VERTEX_AUTH", "is set, but no name is answered by Gemini.", remedy, "warning"))
    return problems


def _azure(table: ModelTable, settings: Settings) -> list[Problem]:
    home = home_of(settings)
    if settings.azure_api_version and home.provider is OPENAI and not settings.azure_api_base:
        remedy = f"Set OPENAI_BASE_URL={RESOURCE}, or take AZURE_API_VERSION out."
        return [Problem("AZURE_API_VERSION", "is set, but not the address of the Azure resource.", remedy)]
    if not settings.azure_api_version and names_deployment(home.base):
        remedy = "Set AZURE_API_VERSION=2024-12-01-preview, or the version that you use."
        return [Problem("OPENAI_BASE_URL", "names a deployment of Azure's, whose API wants a version.", remedy)]
    for deployment in table.deployments:
        if deployment.target.startswith(f"{AZURE.prefix}/") and not deployment.params.get("api_base"):
            what = f"is not set, and {deployment.name} is answered by {deployment.target}."
            return [Problem("AZURE_API_BASE", what, f"Set AZURE_API_BASE={RESOURCE}.")]
    return []


def _vertex(table: ModelTable, settings: Settings) -> list[Problem]:
    path = settings.google_application_credentials
    project = settings.vertex_project
    if path is not None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            reason = (error.strerror or "it cannot be opened") if isinstance(error, OSError) else "it is not JSON"
            remedy = "Name the file that gcloud auth application-default login, or the console, wrote."
            return [Problem("GOOGLE_APPLICATION_CREDENTIALS", f"{path} cannot be used: {reason}.", remedy)]
        project = project or str(found.get("project_id") or found.get("quota_project_id") or "") if isinstance(found, dict) else project
    vertex = [deployment for deployment in table.deployments if deployment.target.startswith("vertex_ai/")]
    if project or all("vertex_project" in deployment.params for deployment in vertex):
        return []
    what = f"is not set, and {vertex[0].name} is answered by Vertex AI."
    return [Problem("VERTEX_PROJECT", what, "Set VERTEX_PROJECT to your Google Cloud project.")]
