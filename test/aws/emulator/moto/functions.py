"""Runs Lambda functions: `node` on the function's unpacked code, where moto would start a container."""

import base64
import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile

from moto.awslambda.models import LambdaFunction
from moto.core.utils import unix_time_millis

from control import route

_RUNNER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run-handler.cjs")

_settings = {}
_unpacked = {}
_unpacking = threading.Lock()
_log = []
_under_way = {}


def install(node, node_modules, endpoint):
    _settings.update(node=node, node_modules=node_modules, endpoint=endpoint)
    LambdaFunction._create_zipfile_from_plaintext_code = staticmethod(_zip_inline)
    LambdaFunction.invoke = _invoke


@route("POST", "function-endpoint")
def set_function_endpoint(_rest, body):
    """`{"endpoint": …}`: where functions find AWS from now on, e.g. a proxy before this emulator."""
    _settings["endpoint"] = body["endpoint"]
    return {}


@route("GET", "invocations")
def invocations(_rest, _body):
    """Every finished invocation: function, type, event, payload, error (or null), and what was printed."""
    return _log


@route("POST", "kill-function")
def kill_function(_rest, body):
    """`{"function": …}`: kills its runs that are under way, as Lambda does with a run whose time is up."""
    for process, name in list(_under_way.items()):
        if name == body["function"]:
            process.kill()
    return {}


def _zip_inline(code):
    """The package that CloudFormation makes of code in a template: for Node it is `index.js`."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("index.js", code)
    return output.getvalue()


def _invoke(function, body, request_headers, response_headers):
    event = json.loads(body) if body else {}
    kind = request_headers.get("x-amz-invocation-type", "RequestResponse")
    if kind == "DryRun":
        return b""
    if kind == "Event":
        threading.Thread(target=run, args=(function, event, kind), daemon=True).start()
        return b""
    payload, error, printed = run(function, event, kind)
    if error is not None:
        response_headers["x-amz-function-error"] = error
    response_headers["x-amz-log-result"] = base64.b64encode(printed[-4096:].encode("utf-8")).decode("ascii")
    return payload.encode("utf-8")


def run(function, event, kind="RequestResponse"):
    """Runs a function to its end: (payload, `Handled`-like error or None, what it printed)."""
    folder = _unpack(function)
    answer_read, answer_write = os.pipe()
    process = subprocess.Popen(
        [_settings["node"], _RUNNER, folder, function.handler or "index.handler", str(answer_write)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=_environment(function),
        pass_fds=[answer_write],
    )
    _under_way[process] = function.function_name
    os.close(answer_write)
    payload, error, printed = _finish(function, process, answer_read, json.dumps(event))
    del _under_way[process]
    _log.append(
        {
            "function": function.function_name,
            "type": kind,
            "event": event,
            "payload": payload,
            "error": error,
            "printed": printed,
            "at": unix_time_millis(),
        }
    )
    return payload, error, printed


def _finish(function, process, answer_read, event):
    answers = []

    def read_answer():
        with os.fdopen(answer_read, "rb") as pipe:
            answers.append(pipe.read())

    reader = threading.Thread(target=read_answer, daemon=True)
    reader.start()
    try:
        printed, _ = process.communicate(event.encode("utf-8"), timeout=int(function.timeout))
    except subprocess.TimeoutExpired:
        process.kill()
        printed, _ = process.communicate()
        text = f"Task timed out after {int(function.timeout)}.00 seconds"
        return json.dumps({"errorType": "Sandbox.Timedout", "errorMessage": text}), "Unhandled", _text(printed)
    reader.join()
    if not answers[0]:
        text = f"RequestId: 0 Error: Runtime exited with error: exit status {process.returncode}"
        return json.dumps({"errorType": "Runtime.ExitError", "errorMessage": text}), "Unhandled", _text(printed)
    answer = json.loads(answers[0])
    return answer["payload"], answer.get("error"), _text(printed)


def _text(printed):
    return printed.decode("utf-8", errors="replace")


def _environment(function):
    given = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {
        **given,
        "NODE_PATH": _settings["node_modules"],
        "NODE_NO_WARNINGS": "1",
        "AWS_ENDPOINT_URL": _settings["endpoint"],
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_ACCESS_KEY_ID": "role-of-the-function",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "session",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(function.timeout),
        "AWS_LAMBDA_FUNCTION_ARN": function.function_arn,
        **{name: str(value) for name, value in (function.environment_vars or {}).items()},
    }


def _unpack(function):
    """The folder with the function's code; one per version of the code."""
    with _unpacking:
        folder = _unpacked.get(function.code_sha_256)
        if folder is None:
            folder = tempfile.mkdtemp(prefix="slipway-function-", dir=_home())
            with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as package:
                package.extractall(folder)
            _unpacked[function.code_sha_256] = folder
        return folder


def _home():
    if "home" not in _settings:
        _settings["home"] = tempfile.mkdtemp(prefix="slipway-functions-")
    return _settings["home"]


def remove_code():
    """Removes what was unpacked; called when the emulator ends."""
    if "home" in _settings:
        shutil.rmtree(_settings["home"], ignore_errors=True)
