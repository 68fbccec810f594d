"""What holds for all unit tests of the gateway."""

import os

# LiteLLM looks at this while it is imported; without it, it fetches a price table from the internet.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
