"""Task definitions of a stack: every change is a new revision with all of its properties, which moto drops."""

from moto.core.utils import pascal_to_camelcase, remap_nested_keys
from moto.ecs.models import ecs_backends

from resource_kinds import Applied, kind

# Keys of these maps are the user's own and keep their case.
_MAPS = ("dockerLabels", "options", "driverOpts", "labels")


@kind("AWS::ECS::TaskDefinition")
class TaskDefinitionKind:
    def create(self, place, wanted):
        said = camel_case(wanted.properties)
        registered = ecs_backends[place.account][place.region].register_task_definition(
            family=said.get("family") or f"{place.stack.name}{wanted.logical_id}",
            container_definitions=said.get("containerDefinitions", []),
            volumes=said.get("volumes", []),
            network_mode=said.get("networkMode"),
            tags=said.get("tags"),
            requires_compatibilities=said.get("requiresCompatibilities"),
            cpu=said.get("cpu"),
            memory=said.get("memory"),
            task_role_arn=said.get("taskRoleArn"),
            execution_role_arn=said.get("executionRoleArn"),
            runtime_platform=said.get("runtimePlatform"),
            ephemeral_storage=said.get("ephemeralStorage"),
        )
        return Applied(wanted, registered.arn, registered)

    def update(self, place, wanted, _applied):
        return self.create(place, wanted)

    def delete(self, place, applied):
        ecs_backends[place.account][place.region].deregister_task_definition(applied.physical_id)


def camel_case(properties):
    """Properties of a template as ECS's own API words them."""
    transformed = remap_nested_keys(properties, pascal_to_camelcase)
    _restore(properties, transformed)
    return transformed


def _restore(original, transformed):
    if isinstance(original, list):
        for one, other in zip(original, transformed):
            _restore(one, other)
    elif isinstance(original, dict):
        for key, value in original.items():
            camel = pascal_to_camelcase(key)
            if camel in _MAPS and isinstance(value, dict):
                transformed[camel] = value
            else:
                _restore(value, transformed[camel])
