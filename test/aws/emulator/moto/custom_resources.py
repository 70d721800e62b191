"""Custom resources: their function is called on create, update and delete, and its answer decides."""

import json
import secrets
import threading

from moto.awslambda import lambda_backends
from moto.moto_api._internal import mock_random

import functions
from control import route
from resource_kinds import Applied, ResourceFailed, kind

# Lambda tries an asynchronous invocation that fails twice more.
_ATTEMPTS = 3
_MAX_ANSWER = 4096

_settings = {"endpoint": "", "deliveries": 1}
_waiting = {}
_lock = threading.Lock()


def install(endpoint):
    _settings["endpoint"] = endpoint


@route("POST", "deliveries")
def set_deliveries(_rest, body):
    """`{"times": 2}`: how often each event reaches its function from now on; CloudFormation promises at least once."""
    _settings["deliveries"] = body["times"]
    return {}


@route("PUT", "cfn-response")
def take_answer(token, body):
    """What functions answer to; the first answer counts."""
    with _lock:
        if token in _waiting and _waiting[token] is None:
            _waiting[token] = body
    return {}


class Answer:
    """A custom resource as other resources refer to it."""

    def __init__(self, physical_resource_id, data):
        self.physical_resource_id = physical_resource_id
        self._data = data

    def get_cfn_attribute(self, attribute_name):
        return self._data.get(attribute_name)


@kind("Custom::*", "AWS::CloudFormation::CustomResource")
class CustomKind:
    def create(self, place, wanted):
        made_up = f"{place.stack.name}-{wanted.logical_id}-{mock_random.get_random_hex(12).upper()}"
        answer = _call(place, wanted, "Create")
        applied = _applied(wanted, answer, answer.get("PhysicalResourceId") or made_up)
        _check(answer, applied)
        return applied

    def update(self, place, wanted, applied):
        old = _texts(applied.wanted.properties)
        answer = _call(
            place, wanted, "Update", PhysicalResourceId=applied.physical_id, OldResourceProperties=old
        )
        _check(answer, None)
        return _applied(wanted, answer, answer.get("PhysicalResourceId") or applied.physical_id)

    def delete(self, place, applied):
        _check(_call(place, applied.wanted, "Delete", PhysicalResourceId=applied.physical_id), None)


def _applied(wanted, answer, physical_id):
    return Applied(wanted, physical_id, Answer(physical_id, answer.get("Data") or {}))


def _check(answer, applied):
    if answer.get("Status") != "SUCCESS":
        raise ResourceFailed(
            f"Received response status [FAILED] from custom resource. Message returned: {answer.get('Reason')}"
            f" (RequestId: {answer.get('RequestId')})",
            applied,
        )


def _call(place, wanted, request_type, **more):
    token = secrets.token_hex(16)
    service_token = wanted.properties["ServiceToken"]
    event = {
        "RequestType": request_type,
        "ServiceToken": service_token,
        "ResponseURL": f"{_settings['endpoint']}/emulator/cfn-response/{token}",
        "StackId": place.stack.stack_id,
        "RequestId": str(mock_random.uuid4()),
        "LogicalResourceId": wanted.logical_id,
        "ResourceType": wanted.type,
        "ResourceProperties": _texts(wanted.properties),
        **more,
    }
    function = lambda_backends[place.account][place.region].get_function(service_token)
    with _lock:
        _waiting[token] = None
    try:
        for _ in range(_settings["deliveries"]):
            _deliver(function, event)
        answer = _waiting[token]
    finally:
        with _lock:
            del _waiting[token]
    return _understood(event, answer)


def _deliver(function, event):
    for _ in range(_ATTEMPTS):
        _, error, _ = functions.run(function, event, "Event")
        if error is None:
            return


def _understood(event, answer):
    asked = {"RequestId": event["RequestId"]}
    if answer is None:
        reason = (
            "CloudFormation did not receive a response from your custom resource."
            f" Please check your logs for requestId [{event['RequestId']}]."
        )
        return {**asked, "Status": "FAILED", "Reason": reason}
    if len(json.dumps(answer, separators=(",", ":"))) > _MAX_ANSWER:
        return {**asked, "Status": "FAILED", "Reason": "Response object is too long."}
    for name in ("StackId", "RequestId", "LogicalResourceId"):
        if answer.get(name) != event[name]:
            return {**asked, "Status": "FAILED", "Reason": f"Invalid response: {name} is not the request's"}
    if answer.get("Status") == "FAILED" and not answer.get("Reason"):
        return {**answer, "Reason": "Invalid response: a failed response needs a reason"}
    return answer


def _texts(value):
    """CloudFormation hands over every number and truth value as text."""
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
