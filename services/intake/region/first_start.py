"""At its first start a stack is told the divisions of the source documents."""

import asyncio

from services.chassis.failures import Unavailable
from services.chassis.service import Service
from services.intake.region.register import default_posts
from services.intake.region.view import QUERIES, REGIONS


async def know_source_documents(service: Service) -> None:
    """Register those that are not there yet."""
    while True:
        async with service.read(REGIONS.name) as connection:
            known = {row["code"] for row in await connection.fetch(QUERIES.codes)}
        missing = [(name, post) for name, post in default_posts() if post.data.code not in known]
        try:
            posts = [service.door.read(name, post.model_dump_json()) for name, post in missing]
            await asyncio.gather(*[await service.door.enter(post) for post in posts])
            return
        except Unavailable:
            await asyncio.sleep(0.5)
