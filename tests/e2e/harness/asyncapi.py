"""The AsyncAPI document of a node, and live messages held against it."""

import requests
from jsonschema import Draft202012Validator, RefResolver

from harness.contract import formats


class LiveDocuments:
    def __init__(self, node):
        answer = requests.get(node.url + "/api/v1/asyncapi.json", timeout=30)
        assert answer.status_code == 200, answer.text
        self.document = answer.json()
        resolver = RefResolver(base_uri="", referrer=self.document)
        self._validators = {
            name.removeprefix("server_"): Draft202012Validator(
                message["payload"], resolver=resolver, format_checker=formats
            )
            for name, message in self.document["components"]["messages"].items()
            if name.startswith("server_")
        }

    def check_live(self, message):
        """A message from the service must be one of those that the document has."""
        assert message.get("type") in self._validators, f"no such message is documented: {message}"
        for error in self._validators[message["type"]].iter_errors(message):
            raise AssertionError(f"{error.message} in {message!r:.2000}")
