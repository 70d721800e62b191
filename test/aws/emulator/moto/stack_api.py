"""Puts stack operations behind moto's CloudFormation API, in place of moto's own way with stacks."""

import threading

from moto.cloudformation import models
from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_stack_id
from moto.core.responses import ActionResult, EmptyResult

from control import route
from stack_operation import Operation, settled_map

# A call that starts an operation is answered when the operation has ended, or after so many seconds: who polls, as the
# CDK does every five seconds, is spared the wait, and all other calls are answered meanwhile.
_settings = {"hold": 20.0}

_starting = threading.RLock()
_parse_template = Stack.parse_template


def install():
    Stack.parse_template = staticmethod(_without_rules)
    Stack._create_resource_map = _create_resource_map
    Stack._create_output_map = lambda stack: None
    Stack.stack_parameters = property(_said_parameters)
    Stack.outputs = property(lambda stack: stack.settled_outputs or None)
    Stack.exports = property(lambda stack: stack.settled_exports)
    Stack.stack_resources = property(lambda stack: [StackResource(applied) for applied in list(stack.applied.values())])
    CloudFormationBackend.create_stack = _create_stack
    CloudFormationBackend.update_stack = _update_stack
    CloudFormationBackend.delete_stack = _delete_stack
    CloudFormationBackend.execute_change_set = _execute_change_set
    CloudFormationResponse.describe_change_set = _describe_change_set
    CloudFormationResponse.delete_change_set = _delete_change_set
    CloudFormationResponse.get_template = _get_template
    CloudFormationResponse.execute_change_set = _answer_execute_change_set
    CloudFormationResponse.update_termination_protection = _update_termination_protection


@route("POST", "hold")
def set_hold(_rest, body):
    """`{"seconds": 0}`: how long calls that start an operation wait for its end."""
    _settings["hold"] = float(body["seconds"])
    return {}


class StackResource:
    """A resource of a stack as the API tells it."""

    def __init__(self, applied):
        self.logical_resource_id = applied.logical_id
        self.physical_resource_id = applied.physical_id
        self.cf_resource_type = applied.wanted.type


def _without_rules(template):
    parsed = _parse_template(template)
    parsed.pop("Rules", None)
    return parsed


def _create_resource_map(stack):
    stack.applied = {}
    stack.settled_outputs = []
    stack.settled_exports = []
    return settled_map(stack, stack.template_dict, stack.parameters, stack.cross_stack_resources)


def _said_parameters(stack):
    """A stack's parameters as they were said; moto's own are what they resolve to, which no update can repeat."""
    slots = stack.template_dict.get("Parameters", {})
    defaults = {name: slot["Default"] for name, slot in slots.items() if "Default" in slot}
    return {**defaults, **stack.parameters}


def _create_stack(backend, name, template, parameters, **others):
    """Also called for nested stacks and stack sets, with moto's own names of arguments."""
    with _starting:
        if any(stack.name == name for stack in backend.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        stack = Stack(
            stack_id=generate_stack_id(name, backend.region_name, backend.account_id),
            name=name,
            template=template,
            parameters=parameters,
            account_id=backend.account_id,
            region_name=backend.region_name,
            cross_stack_resources=backend.exports,
            **others,
        )
        backend.stacks[stack.stack_id] = stack
        operation = _begin_create(backend, stack, template, parameters)
    operation.done.wait(_settings["hold"])
    return stack


def _begin_create(backend, stack, template, parameters):
    stack.template = template
    stack.template_dict = Stack.parse_template(template)
    stack.description = stack.template_dict.get("Description")
    stack.parameters = parameters
    stack.resource_map = settled_map(stack, stack.template_dict, parameters, backend.exports)
    operation = Operation(stack, backend.exports)
    operation._tell_stack("CREATE_IN_PROGRESS", "User Initiated")
    operation.start(operation.create, lambda: None)
    return operation


def _update_stack(backend, name, template, role_arn, parameters, tags):
    with _starting:
        stack = backend.get_stack(name)
        _must_be_still(stack)
        resolved = backend._resolve_update_parameters(instance=stack, incoming_params=parameters)
        if (
            Stack.parse_template(template) == stack.template_dict
            and resolved == stack.parameters
            and (tags is None or tags == stack.tags)
        ):
            raise ValidationError(message="No updates are to be performed.")
        _forget_change_sets(backend, stack)
        operation = _begin_update(backend, stack, template, resolved, tags)
    operation.done.wait(_settings["hold"])
    return stack


def _begin_update(backend, stack, template, parameters, tags):
    parsed = Stack.parse_template(template)
    if tags is not None:
        stack.tags = tags
    old_map = stack.resource_map
    stack.resource_map = settled_map(stack, parsed, parameters, backend.exports)
    for logical_id, applied in stack.applied.items():
        stack.resource_map._parsed_resources[logical_id] = applied.model

    def after():
        stack.template = template
        stack.template_dict = parsed
        stack.description = parsed.get("Description")
        stack.parameters = parameters

    operation = Operation(stack, backend.exports)
    operation._tell_stack("UPDATE_IN_PROGRESS", "User Initiated")
    operation.start(operation.update, old_map, after)
    return operation


def _delete_stack(backend, name_or_stack_id):
    with _starting:
        found = [s for s in backend.stacks.values() if name_or_stack_id in (s.stack_id, s.name)]
        if not found or found[0].status == "DELETE_IN_PROGRESS":
            return
        stack = found[0]
        _must_be_still(stack, "deleted")

        def after():
            for export in stack.settled_exports:
                backend.exports.pop(export.name, None)
            for change_set in list(backend.change_sets.values()):
                if change_set.stack_id == stack.stack_id:
                    backend.change_sets.pop(change_set.change_set_id, None)
            backend.deleted_stacks[stack.stack_id] = stack
            backend.stacks.pop(stack.stack_id, None)

        operation = Operation(stack, backend.exports)
        stack.status = "DELETE_IN_PROGRESS"
        operation.start(operation.delete, after)
    operation.done.wait(_settings["hold"])


def _must_be_still(stack, what="updated"):
    if stack.status.endswith("_IN_PROGRESS") and stack.status != "REVIEW_IN_PROGRESS":
        raise ValidationError(
            message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be {what}."
        )


# Change sets, by the name of their stack as well, since the CDK calls all of them the same


def _find_change_set(backend, name, stack_name):
    for change_set in reversed(list(backend.change_sets.values())):
        if change_set.change_set_id == name:
            return change_set
        if change_set.change_set_name == name and stack_name in (change_set.stack_name, change_set.stack_id):
            return change_set
    return None


def _asked(response):
    backend = response.cloudformation_backend
    name, stack_name = response._get_param("ChangeSetName"), response._get_param("StackName")
    return backend, _find_change_set(backend, name, stack_name), name


def _describe_change_set(response):
    _, change_set, name = _asked(response)
    if change_set is None:
        raise ChangeSetNotFound(name)
    return ActionResult(change_set)


def _get_template(response):
    """The template of a stack, or the one that a change set of it would make."""
    backend, change_set, name = _asked(response)
    if name is None:
        return ActionResult({"TemplateBody": backend.get_template(response._get_param("StackName"))})
    if change_set is None:
        raise ChangeSetNotFound(name)
    return ActionResult({"TemplateBody": change_set.template})


def _forget_change_sets(backend, stack, but=None):
    """What starts from a stack that is being changed can be made no more."""
    for change_set in list(backend.change_sets.values()):
        if change_set.stack_id == stack.stack_id and change_set is not but:
            backend.change_sets.pop(change_set.change_set_id, None)


def _delete_change_set(response):
    backend, change_set, _ = _asked(response)
    if change_set is not None:
        backend.change_sets.pop(change_set.change_set_id, None)
    return EmptyResult()


def _answer_execute_change_set(response):
    backend, change_set, name = _asked(response)
    if change_set is None:
        raise ChangeSetNotFound(name)
    backend.execute_change_set(change_set.change_set_id)
    return EmptyResult()


def _execute_change_set(backend, change_set_name, stack_name=None):
    with _starting:
        change_set = _find_change_set(backend, change_set_name, stack_name)
        stack = backend.stacks[change_set.stack_id]
        _must_be_still(stack)
        if change_set.execution_status != "AVAILABLE":
            raise InvalidChangeSetStatus(change_set)
        change_set.execution_status = "EXECUTE_COMPLETE"
        _forget_change_sets(backend, stack, but=change_set)
        begin = _begin_create if change_set.change_set_type == "CREATE" else None
        if begin is not None:
            stack.tags = change_set.tags or {}
            operation = begin(backend, stack, change_set.template, change_set.parameters)
        else:
            operation = _begin_update(backend, stack, change_set.template, change_set.parameters, change_set.tags)
    operation.done.wait(_settings["hold"])


class InvalidChangeSetStatus(models.ValidationError):
    code = "InvalidChangeSetStatus"

    def __init__(self, change_set):
        said = f"ChangeSet [{change_set.change_set_id}] cannot be executed in its current status"
        super().__init__(message=f"{said} of [{change_set.execution_status}]")


class ChangeSetNotFound(models.ValidationError):
    code = "ChangeSetNotFoundException"

    def __init__(self, name):
        super().__init__(message=f"ChangeSet [{name}] does not exist")


def _update_termination_protection(response):
    """moto keeps no protection; the CDK sets it for stacks that ask for it, and does not look again."""
    name = response._get_param("StackName")
    return ActionResult({"StackId": response.cloudformation_backend.get_stack(name).stack_id})
