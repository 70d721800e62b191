"""DynamoDB takes one request after the other.

moto answers each request in a thread of its own and undoes a cancelled transaction by putting the whole table back as it
was before, together with what others wrote meanwhile. In DynamoDB transactions are serializable.
"""

import threading

from moto.dynamodb.responses import DynamoHandler

_ONE_AT_A_TIME = threading.RLock()


def install():
    answer = DynamoHandler.call_action

    def call_action(handler):
        with _ONE_AT_A_TIME:
            return answer(handler)

    DynamoHandler.call_action = call_action
