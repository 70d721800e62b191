"""ECS's API for services and tasks, and services of a stack, on top of `rollouts`."""

import threading

from moto.core.responses import ActionResult
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends
from moto.ecs.responses import DESCRIBE_TASKS_TAGS, EC2ContainerServiceResponse

import rollouts
from resource_kinds import Applied, ResourceFailed, kind
from task_definitions import camel_case

_PAGE = 100
_create_in_moto = EC2ContainerServiceBackend.create_service
_delete_in_moto = EC2ContainerServiceBackend.delete_service
_describe_in_moto = EC2ContainerServiceBackend.describe_services
_describe_tasks_in_moto = EC2ContainerServiceBackend.describe_tasks
_lock = threading.RLock()


def install():
    EC2ContainerServiceBackend.create_service = _create_service
    EC2ContainerServiceBackend.update_service = _update_service
    EC2ContainerServiceBackend.delete_service = _delete_service
    EC2ContainerServiceBackend.describe_services = _describe_services
    EC2ContainerServiceResponse.list_tasks = _list_tasks
    EC2ContainerServiceResponse.describe_tasks = _describe_tasks
    EC2ContainerServiceResponse.list_service_deployments = _list_service_deployments


def _create_service(backend, *arguments, **named):
    with _lock:
        service = _create_in_moto(backend, *arguments, **named)
        service.task_definition = backend.describe_task_definition(service.task_definition).arn
        service.deployments = []
        rollouts.note(service, "created", rollouts.begin(service))
        return service


def _update_service(backend, properties):
    with _lock:
        service = backend._get_service(properties.pop("cluster", "default"), properties.pop("service").split("/")[-1])
        named = properties.pop("task_definition", None)
        force = properties.pop("force_new_deployment", False)
        before = service.task_definition
        if named:
            service.task_definition = backend.describe_task_definition(named).arn
        for name, value in properties.items():
            if value is not None:
                setattr(service, name, value)
        if force or service.task_definition != before:
            deployment = rollouts.begin(service)
        else:
            deployment = None
            rollouts.scale(service)
        rollouts.note(service, "updated", deployment)
        service.latest = deployment
        return service


def _delete_service(backend, cluster_name, service_name, force):
    with _lock:
        service = _delete_in_moto(backend, cluster_name, service_name, force)
        rollouts.end(service)
        rollouts.note(service, "deleted")
        return service


def _describe_services(backend, cluster_str, service_names_or_arns):
    if len(service_names_or_arns) > 10:
        raise InvalidParameterException("You cannot specify more than 10 services.")
    return _describe_in_moto(backend, cluster_str, service_names_or_arns)


def _list_tasks(response):
    backend = response.ecs_backend
    cluster = backend._get_cluster(response._get_param("cluster", "default"))
    service, started_by = response._get_param("serviceName"), response._get_param("startedBy")
    family, status = response._get_param("family"), response._get_param("desiredStatus", "RUNNING")
    if service is not None:
        service = service.split("/")[-1]
    arns = [
        task["taskArn"]
        for task in rollouts.tasks(cluster.arn)
        if task["desiredStatus"] == status
        and service in (None, task["group"].split(":", 1)[1])
        and started_by in (None, task["startedBy"])
        and family in (None, task["taskDefinitionArn"].split("/")[-1].rsplit(":", 1)[0])
    ]
    if service is None:
        arns += [task.task_arn for task in backend.list_tasks(cluster.name, None, family, started_by, None, status)]
    size = int(response._get_param("maxResults") or _PAGE)
    start = int(response._get_param("nextToken") or 0)
    result = {"taskArns": arns[start : start + size]}
    if start + size < len(arns):
        result["nextToken"] = str(start + size)
    return ActionResult(result)


def _describe_tasks(response):
    backend = response.ecs_backend
    cluster = backend._get_cluster(response._get_param("cluster", "default"))
    asked = response._get_param("tasks", [])
    if len(asked) > _PAGE:
        raise InvalidParameterException("Tasks cannot have more than 100 elements.")
    wanted = {each.split("/")[-1] for each in asked}
    found = [task for task in rollouts.tasks(cluster.arn) if task["taskArn"].split("/")[-1] in wanted]
    if asked and len(found) < len(wanted):
        found += _describe_tasks_in_moto(backend, cluster.name, asked)
    if "TAGS" in response._get_param("include", []):
        response._include_in_response(DESCRIBE_TASKS_TAGS)
    else:
        response._exclude_from_response(DESCRIBE_TASKS_TAGS)
    known = {(t["taskArn"] if isinstance(t, dict) else t.task_arn).split("/")[-1] for t in found}
    missing = [{"arn": each, "reason": "MISSING"} for each in asked if each.split("/")[-1] not in known]
    return ActionResult({"tasks": found, "failures": missing})


def _list_service_deployments(response):
    name = response._get_param("service").split("/")[-1]
    service = response.ecs_backend._get_service(response._get_param("cluster", "default"), name)
    statuses = response._get_param("status")
    found = [each for each in rollouts.service_deployments(service) if not statuses or each["status"] in statuses]
    return ActionResult({"serviceDeployments": found[:_PAGE]})


@kind("AWS::ECS::Service")
class ServiceKind:
    def create(self, place, wanted):
        said = camel_case(wanted.properties)
        backend = ecs_backends[place.account][place.region]
        service = backend.create_service(
            _name(said.get("cluster", "default")),
            wanted.name,
            int(said.get("desiredCount", 1)),
            said.get("taskDefinition"),
            tags=said.get("tags"),
            launch_type=said.get("launchType", "FARGATE"),
            propagate_tags=said.get("propagateTags", "NONE"),
            network_configuration=_network(said),
        )
        service.deployment_configuration = said.get("deploymentConfiguration")
        return self._steady(Applied(wanted, service.arn, service), rollouts.primary(service))

    def update(self, place, wanted, applied):
        old, new = applied.wanted.properties, wanted.properties
        if wanted.name != applied.wanted.name or old.get("Cluster") != new.get("Cluster"):
            return self.create(place, wanted)
        said, service = camel_case(new), applied.model
        service.tags = said.get("tags") or []
        service.propagate_tags = said.get("propagateTags", "NONE")
        if {**old, "Tags": None} == {**new, "Tags": None}:
            rollouts.note(service, "tagged")
            return Applied(wanted, applied.physical_id, service)
        service.latest = None
        service._backend.update_service(
            {
                "cluster": service.cluster_name,
                "service": service.name,
                "task_definition": said.get("taskDefinition"),
                "desired_count": int(said.get("desiredCount", service.desired_count)),
                "network_configuration": _network(said),
                "deployment_configuration": said.get("deploymentConfiguration"),
            }
        )
        return self._steady(Applied(wanted, applied.physical_id, service), service.latest)

    def delete(self, place, applied):
        service = applied.model
        service._backend.delete_service(service.cluster_name, service.name, True)

    @staticmethod
    def _steady(applied, deployment):
        reason = None if deployment is None else rollouts.wait(applied.model, deployment)
        if reason is not None:
            text = f'Resource handler returned message: "{reason}" (HandlerErrorCode: GeneralServiceException)'
            raise ResourceFailed(text, applied)
        return applied


def _name(cluster):
    return cluster.split("/")[-1]


def _network(said):
    network = (said.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    return None if network is None else {"awsvpcConfiguration": {"securityGroups": [], **network}}
