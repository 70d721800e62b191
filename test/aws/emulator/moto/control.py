"""What tests ask of the emulator beside AWS's own API: HTTP under `/emulator/`, JSON in and out."""

import json
import traceback
from xml.sax.saxutils import escape

_handlers = {}


def route(method, path):
    """Registers what answers `<method> /emulator/<path>[/<rest>]`: a function of (rest, body) that gives what JSON can say."""

    def register(handler):
        _handlers[(method, path)] = handler
        return handler

    return register


class Control:
    """A WSGI application that answers under `/emulator/` and hands everything else on."""

    def __init__(self, application):
        self._application = application

    def __call__(self, environ, start_response):
        parts = environ.get("PATH_INFO", "").split("/", 3)
        if len(parts) < 3 or parts[1] != "emulator":
            return self._hand_on(environ, start_response)
        status, answer = self._answer(environ, parts[2], parts[3] if len(parts) > 3 else "")
        body = json.dumps(answer).encode("utf-8")
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _hand_on(self, environ, start_response):
        """What moto cannot do is refused for good; as moto tells it, the SDK would try it again and again."""
        try:
            return self._application(environ, start_response)
        except NotImplementedError as error:
            return _refuse(environ, start_response, "400 Bad Request", "UnknownOperationException", str(error))
        except Exception as error:
            traceback.print_exc()
            return _refuse(environ, start_response, "500 Internal Server Error", "InternalFailure", repr(error))

    @staticmethod
    def _answer(environ, path, rest):
        handler = _handlers.get((environ["REQUEST_METHOD"], path))
        if handler is None:
            return "404 Not Found", {"error": f"the emulator has no {environ['REQUEST_METHOD']} /emulator/{path}"}
        length = int(environ.get("CONTENT_LENGTH") or 0)
        text = environ["wsgi.input"].read(length).decode("utf-8") if length else ""
        try:
            return "200 OK", handler(rest, json.loads(text) if text else None)
        except Exception:
            return "500 Internal Server Error", {"error": traceback.format_exc()}


def _refuse(environ, start_response, status, code, message):
    if "HTTP_X_AMZ_TARGET" in environ:
        kind, body = "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message})
    else:
        kind = "text/xml"
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></ErrorResponse>"
    data = body.encode("utf-8")
    headers = [("Content-Type", kind), ("Content-Length", str(len(data))), ("x-amzn-errortype", code)]
    start_response(status, headers)
    return [data]
