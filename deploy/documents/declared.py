"""Streams and durables as the services' definitions ask for them: what is written to deploy/nats/declared.json."""

from typing import Any

from contracts.wire import subjects
from contracts.wire.subjects import SERVICES
from deploy.definitions import definition_of
from services.chassis.service import ServiceDefinition

Json = dict[str, Any]


def document() -> Json:
    """Every stream with its subjects, the service that alone writes it (null: terminals post to it) and its durables."""
    definitions = [definition_of(name) for name in SERVICES]
    streams = [
        {
            "name": one.name.upper(),
            "subjects": [subjects.everything_of(one.name)],
            "owner": one.name,
            "durables": [durable for reader in definitions for durable in _durables(reader, one.name)],
        }
        for one in definitions
    ]
    return {"streams": [*streams, _posts(definitions)]}


def _durables(reader: ServiceDefinition, source: str) -> list[Json]:
    """One for each view and process that follows a source. A view sees everything, a process what it hears."""
    views = [view for view in reader.views if not view.inline and source in view.sources]
    processes = [process for process in reader.processes if source in process.sources]
    return [
        *({"name": f"{reader.name}-{view.name}", "filters": []} for view in views),
        *(
            {
                "name": f"{reader.name}-{process.name}",
                "filters": [subjects.event(source, e.stream_type, e.type) for e in process.hears[source]],
            }
            for process in processes
        ),
    ]


def _posts(definitions: list[ServiceDefinition]) -> Json:
    posted = {
        one.name: [subjects.posts_for(command.name) for command in one.posted] for one in definitions if one.posted
    }
    return {
        "name": "POSTS",
        "subjects": [subject for of_one in posted.values() for subject in of_one],
        "owner": None,
        "durables": [
            {"name": f"{service}-posts", "filters": of_one if len(posted) > 1 else []}
            for service, of_one in posted.items()
        ],
    }
