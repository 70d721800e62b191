"""What ECS does with a service's new task definition: tasks that start, fail, or take their time.

The images say which, anywhere in their name: `broken` never starts, and ECS's circuit breaker turns the service back;
`quietly-broken` does so too, but CloudFormation does not notice; `slow` stays in progress until `finish-rollouts`.
"""

import hashlib
import re
import threading

from moto.core.utils import utcnow
from moto.ecr.models import ecr_backends
from moto.moto_api._internal import mock_random

from control import route

_changed = threading.Condition(threading.RLock())
_tasks = {}
_updates = []
_services = {}

# How many tasks ECS starts before its circuit breaker opens.
_FAILED_TASKS = 3


@route("POST", "finish-rollouts")
def finish_rollouts(_rest, body):
    """`{"service": …?, "outcome": "completed" | "failed"}`: ends rollouts in progress; gives the services' names."""
    body = body or {}
    ended = []
    with _changed:
        for service in list(_services.values()):
            deployment = primary(service)
            if deployment is None or deployment["rolloutState"] != "IN_PROGRESS":
                continue
            if body.get("service") not in (None, service.name):
                continue
            broken = body.get("outcome") == "failed" or _is(service, deployment, "broken")
            (_turn_back if broken else _complete)(service, deployment)
            ended.append(service.name)
    return ended


@route("POST", "forget-failed-deployments")
def forget_failed_deployments(_rest, _body):
    """Lists failed deployments no more, as ECS does some time after it turned a service back."""
    with _changed:
        for service in _services.values():
            service.deployments = [d for d in service.deployments if d["rolloutState"] != "FAILED"]
    return {}


@route("GET", "service-updates")
def service_updates(_rest, _body):
    """What was done to services, oldest first: service, kind, task definition, and the deployment that it began or null."""
    return _updates


@route("POST", "forget-service-updates")
def forget_service_updates(_rest, _body):
    _updates.clear()
    return {}


def note(service, kind, deployment=None):
    """Lists that something was done to a service: `created`, `updated`, `tagged` or `deleted`."""
    _updates.append(
        {
            "service": service.name,
            "kind": kind,
            "taskDefinition": (deployment or {}).get("taskDefinition", service.task_definition),
            "deployment": None if deployment is None else deployment["id"],
        }
    )


def begin(service):
    """Begins the rollout of a service's task definition; gives the deployment as ECS tells it."""
    with _changed:
        _services[service.arn] = service
        deployment = _deployment(service, service.task_definition)
        service.history = [deployment, *getattr(service, "history", [])]
        older = [d for d in service.deployments if d["rolloutState"] != "FAILED" and d["status"] != "INACTIVE"]
        for each in older:
            each["status"] = "ACTIVE"
        service.deployments = [deployment, *older]
        _event(service, f"has started {service.desired_count} tasks for (deployment {deployment['id']}).")
        if _is(service, deployment, "slow"):
            _count(service)
        elif _is(service, deployment, "broken"):
            _turn_back(service, deployment)
        else:
            _complete(service, deployment)
        return deployment


def scale(service):
    """Brings the number of tasks to the number that is wanted, without a new deployment."""
    with _changed:
        deployment = primary(service)
        if deployment is not None and deployment["rolloutState"] == "COMPLETED":
            deployment["desiredCount"] = service.desired_count
            _start(service, deployment)
            _stop_surplus(service, deployment)
            _count(service)


def end(service):
    """Stops every task of a service that is deleted."""
    with _changed:
        for task in _running(service):
            _stop(task, "Service deleted", "ServiceSchedulerInitiated")
        service.deployments = []
        _services.pop(service.arn, None)
        _count(service)


def wait(service, deployment):
    """Waits as CloudFormation does until a service is steady; gives the reason why it takes it as failed, or None."""
    with _changed:
        _changed.wait_for(lambda: deployment["rolloutState"] != "IN_PROGRESS" or deployment["status"] != "PRIMARY")
        if deployment["rolloutState"] == "FAILED" and not _is(service, deployment, "quietly-broken"):
            return "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."
        return None


def primary(service):
    return next((d for d in service.deployments if d["status"] == "PRIMARY"), None)


def service_deployments(service):
    """A service's deployments as ListServiceDeployments tells them, newest first; a way back is part of what failed."""
    with _changed:
        return [_brief(service, deployment) for deployment in getattr(service, "history", [])]


def tasks(cluster_arn):
    with _changed:
        return [task for task in _tasks.values() if task["clusterArn"] == cluster_arn]


def _deployment(service, task_definition):
    digits = "".join(str(mock_random.randint(0, 9)) for _ in range(19))
    identity = f"ecs-svc/{digits}"
    now = utcnow()
    return {
        "id": identity,
        "status": "PRIMARY",
        "taskDefinition": task_definition,
        "desiredCount": service.desired_count,
        "pendingCount": service.desired_count,
        "runningCount": 0,
        "failedTasks": 0,
        "createdAt": now,
        "updatedAt": now,
        "launchType": service.launch_type,
        "platformFamily": "Linux",
        "networkConfiguration": service.network_configuration or None,
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {identity} in progress.",
    }


def _brief(service, deployment):
    arn = service.arn.replace(":service/", ":service-deployment/")
    done = deployment["rolloutState"] != "IN_PROGRESS"
    return {
        "serviceDeploymentArn": f"{arn}/{deployment['id'].split('/')[1]}",
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": deployment["createdAt"],
        "startedAt": deployment["createdAt"],
        "finishedAt": deployment["updatedAt"] if done else None,
        "targetServiceRevisionArn": f"{service.arn.replace(':service/', ':service-revision/')}/{deployment['id'][-19:]}",
        "status": _status(service, deployment),
        "statusReason": deployment["rolloutStateReason"] if deployment["rolloutState"] == "FAILED" else None,
    }


def _status(service, deployment):
    if deployment["rolloutState"] == "COMPLETED":
        return "SUCCESSFUL"
    if deployment["rolloutState"] == "FAILED":
        return "ROLLBACK_SUCCESSFUL" if hasattr(service, "steady") else "STOPPED"
    return "IN_PROGRESS" if deployment["status"] == "PRIMARY" else "STOPPED"


def _complete(service, deployment):
    for task in _running(service):
        if task["startedBy"] != deployment["id"]:
            _stop(task, f"Scaling activity initiated by (deployment {deployment['id']})", "ServiceSchedulerInitiated")
    _start(service, deployment)
    for other in service.deployments:
        if other is not deployment:
            other["status"] = "INACTIVE"
    failed = [d for d in service.deployments if d["rolloutState"] == "FAILED" and d is not deployment]
    service.deployments = [deployment, *failed]
    service.steady = deployment
    deployment.update(
        rolloutState="COMPLETED",
        rolloutStateReason=f"ECS deployment {deployment['id']} completed.",
        updatedAt=utcnow(),
    )
    _event(service, f"(deployment {deployment['id']}) deployment completed.")
    _event(service, "has reached a steady state.")
    _count(service)


def _turn_back(service, deployment):
    definition = _definition(service, deployment)
    for _ in range(_FAILED_TASKS):
        task = _task(service, deployment, definition)
        _tasks[task["taskArn"]] = task
        for container in task["containers"]:
            container.update(exitCode=1, reason="Error: the program ended at once")
        _stop(task, "Essential container in task exited", "EssentialContainerExited")
        _event(service, f"has started 1 tasks: (task {task['taskArn'].rsplit('/', 1)[1]}).")
    deployment.update(
        rolloutState="FAILED",
        rolloutStateReason="ECS deployment circuit breaker: tasks failed to start.",
        failedTasks=_FAILED_TASKS,
        desiredCount=0,
        pendingCount=0,
        updatedAt=utcnow(),
    )
    _event(service, f"(deployment {deployment['id']}) deployment failed: tasks failed to start.")
    steady = getattr(service, "steady", None)
    if steady is not None:
        _return_to(service, steady, deployment)
    _count(service)


def _return_to(service, steady, failed):
    _event(service, f"rolling back to deployment {steady['id']}.")
    service.task_definition = steady["taskDefinition"]
    failed["status"] = "ACTIVE"
    # ECS begins a deployment of its own for the way back.
    back = _deployment(service, steady["taskDefinition"])
    service.deployments = [back, failed]
    _complete(service, back)
    failed["status"] = "ACTIVE"
    back["rolloutStateReason"] = f"ECS deployment circuit breaker: rolling back to deploymentId {steady['id']}."


def _start(service, deployment):
    definition = _definition(service, deployment)
    for _ in range(service.desired_count - len(_running(service, deployment))):
        task = _task(service, deployment, definition)
        _tasks[task["taskArn"]] = task


def _stop_surplus(service, deployment):
    for task in _running(service, deployment)[service.desired_count :]:
        _stop(task, f"Scaling activity initiated by (deployment {deployment['id']})", "ServiceSchedulerInitiated")


def _stop(task, reason, code):
    now = utcnow()
    task.update(lastStatus="STOPPED", desiredStatus="STOPPED", stoppedReason=reason, stopCode=code, stoppedAt=now)
    for container in task["containers"]:
        container["lastStatus"] = "STOPPED"
        container.setdefault("exitCode", 143)


def _running(service, deployment=None):
    return [
        task
        for task in _tasks.values()
        if task["group"] == f"service:{service.name}"
        and task["clusterArn"] == service.cluster_arn
        and task["lastStatus"] == "RUNNING"
        and (deployment is None or task["startedBy"] == deployment["id"])
    ]


def _count(service):
    service.running_count = len(_running(service))
    service.pending_count = 0
    for deployment in service.deployments:
        deployment["runningCount"] = len(_running(service, deployment))
        if deployment["rolloutState"] != "IN_PROGRESS":
            deployment["pendingCount"] = 0
        service.pending_count += deployment["pendingCount"]
    _changed.notify_all()


def _task(service, deployment, definition):
    identity = mock_random.get_random_hex(32)
    prefix, cluster = service.cluster_arn.rsplit(":cluster/", 1)
    arn = f"{prefix}:task/{cluster}/{identity}"
    now = utcnow()
    tags = {"SERVICE": service.tags, "TASK_DEFINITION": definition.tags}.get(service.propagate_tags) or []
    return {
        "taskArn": arn,
        "clusterArn": service.cluster_arn,
        "taskDefinitionArn": definition.arn,
        "group": f"service:{service.name}",
        "startedBy": deployment["id"],
        "launchType": service.launch_type,
        "lastStatus": "RUNNING",
        "desiredStatus": "RUNNING",
        "healthStatus": "UNKNOWN",
        "connectivity": "CONNECTED",
        "createdAt": now,
        "startedAt": now,
        "version": 1,
        "tags": list(tags),
        "attachments": [],
        "containers": [_container(service, arn, identity, each) for each in definition.container_definitions],
    }


def _container(service, task_arn, task_id, definition):
    return {
        "containerArn": f"{task_arn.replace(':task/', ':container/')}/{mock_random.uuid4()}",
        "taskArn": task_arn,
        "name": definition["name"],
        "image": definition["image"],
        "imageDigest": digest_of(definition["image"], service._account_id, service.region_name),
        "runtimeId": f"{task_id}-{mock_random.randint(10**9, 10**10 - 1)}",
        "lastStatus": "RUNNING",
        "healthStatus": "UNKNOWN",
        "networkInterfaces": [],
    }


def digest_of(image, account, region):
    """The digest that an image runs as: its own, else ECR's, else one made of its name."""
    pinned = re.search(r"@(sha256:[0-9a-f]{64})$", image)
    if pinned:
        return pinned[1]
    in_ecr = re.match(r"\d{12}\.dkr\.ecr\.[^/]+/([^:@]+)(?::(.+))?$", image)
    repository = in_ecr and ecr_backends[account][region].repositories.get(in_ecr[1])
    for found in repository.images if repository else []:
        if (in_ecr[2] or "latest") in found.image_tags:
            return found.get_image_digest()
    return f"sha256:{hashlib.sha256(image.encode('utf-8')).hexdigest()}"


def _definition(service, deployment):
    return service._backend.describe_task_definition(deployment["taskDefinition"])


def _is(service, deployment, how):
    return any(how in each["image"] for each in _definition(service, deployment).container_definitions)


def _event(service, message):
    said = {"id": str(mock_random.uuid4()), "createdAt": utcnow(), "message": f"(service {service.name}) {message}"}
    service.events.insert(0, said)
