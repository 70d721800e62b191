"""Starts moto's server in this process, made to behave like AWS where Slipway depends on it.

Prints `listening <port>` when it answers, and ends when its standard input is closed, so that it never outlives the
tests that started it, however those end.
"""

import argparse
import logging
import os
import sys
import threading

from werkzeug.serving import WSGIRequestHandler, make_server


class QuietRequestHandler(WSGIRequestHandler):
    """Writes no line per request."""

    def log_request(self, *_args):
        pass


def end_with_standard_input():
    while os.read(sys.stdin.fileno(), 4096):
        pass
    if "functions" in sys.modules:
        sys.modules["functions"].remove_code()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--node", required=True, help="the program that runs functions")
    parser.add_argument("--node-modules", required=True, help="where functions find the AWS SDK, as in Lambda's runtime")
    arguments = parser.parse_args()
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    logging.getLogger("moto").setLevel(logging.ERROR)

    # moto reads its settings when it is loaded, so that this comes after the arguments.
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    import control
    import custom_resources
    import functions
    import isolation
    import network  # noqa: F401 (each of these registers what it does)
    import parameters  # noqa: F401
    import services
    import stack_api
    import template_urls

    app = control.Control(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    endpoint = f"http://127.0.0.1:{server.server_port}"
    os.environ["MOTO_PORT"] = str(server.server_port)

    isolation.install()
    template_urls.install()
    stack_api.install()
    services.install()
    custom_resources.install(endpoint)
    functions.install(node=arguments.node, node_modules=arguments.node_modules, endpoint=endpoint)
    print(f"listening {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
