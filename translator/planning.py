"""Make the plan of a request: at once, or beside the event loop where documents have to be read for it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from translator.failure import invalid
from translator.plan import Plan
from translator.request.passes import plan as make_plan
from translator.serving.body import TOO_DEEP
from translator.target import Target

# Documents wait for each other, and nobody for them.
READER = ThreadPoolExecutor(max_workers=2, thread_name_prefix="documents")


async def planned(raw: bytes, request: dict[str, Any], target: Target, asked: str, session: str | None) -> Plan:
    """Return the plan for a request; raw: its bytes, which tell cheaply whether it may hold a PDF. Raises Failure."""
    try:
        if target.capability.files or b"/pdf" not in raw:
            return make_plan(request, target, asked, session)
        # Its text is read out for this target, which takes seconds where it has hundreds of pages.
        return await asyncio.get_running_loop().run_in_executor(READER, make_plan, request, target, asked, session)
    except RecursionError:
        raise invalid(TOO_DEEP) from None
