"""Holds answers against the node's OpenAPI document and the envelope that all of them share."""

import re

import jsonschema
from jsonschema import Draft202012Validator, FormatChecker, RefResolver

# Given before a route is chosen, or by the transport: not of one operation.
TRANSPORT_STATUSES = {405, 408, 413, 414, 417, 426, 431}
METHODS = ("get", "put", "post", "delete", "patch")

formats = FormatChecker(formats=())


@formats.checks("uuid")
def _is_uuid(text):
    return (
        not isinstance(text, str)
        or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None
    )


@formats.checks("date-time")
def _is_instant(text):
    return (
        not isinstance(text, str)
        or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text) is not None
    )


class Operation:
    def __init__(self, path, method, entry):
        self.path, self.method, self.entry = path, method, entry
        self.id = entry["operationId"]
        self.permission = entry["x-permission"]
        self.roles = set(entry["x-roles"])
        self.project_roles = set(entry["x-project-roles"])
        self.parameters = re.findall(r"{(\w+)}", path)
        self.has_version = any(one["name"] == "If-Match" for one in entry["parameters"])

    @property
    def is_command(self):
        return self.method != "get"


class Contract:
    """One node's OpenAPI document."""

    def __init__(self, document):
        self.document = document
        self._resolver = RefResolver(base_uri="", referrer=document)
        self._validators = {}
        self.operations = [
            Operation(path, method, entry)
            for path, methods in document["paths"].items()
            for method, entry in methods.items()
            if method in METHODS
        ]
        self._patterns = [
            (
                re.compile(
                    re.sub(
                        r"{\w+}",
                        "[^/]+",
                        re.escape(one.path).replace(r"\{", "{").replace(r"\}", "}"),
                    )
                ),
                one,
            )
            for one in self.operations
        ]
        self.seen = set()

    def find(self, method, path):
        """The operation, and whether there is any at the path."""
        wanted = "get" if method == "HEAD" else method.lower()
        at_path = [one for pattern, one in self._patterns if pattern.fullmatch(path)]
        # A fixed segment goes before a parameter.
        at_path.sort(key=lambda one: len(one.parameters))
        return next((one for one in at_path if one.method == wanted), None), bool(at_path)

    def validate(self, schema, value, what):
        key = id(schema)
        if key not in self._validators:
            self._validators[key] = (
                Draft202012Validator(schema, resolver=self._resolver, format_checker=formats),
                schema,
            )
        error = jsonschema.exceptions.best_match(self._validators[key][0].iter_errors(value))
        assert (
            error is None
        ), f"{what}: {error.message} at {list(error.absolute_path)} of {value!r:.2000}"

    def check(self, method, path, answer):
        what = f"{method} {path} answered {answer.status}"
        assert answer.status != 500, f"{what}: {answer.text}"
        assert answer.headers.get("X-Request-Id"), f"{what} without X-Request-Id"
        self._check_headers(what, answer)
        if answer.status >= 400 and method != "HEAD":
            self._check_failure(what, answer)
        operation, path_is_known = self.find(method, path)
        if operation is None:
            allowed = {405, 400} if path_is_known else {404, 400}
            assert (
                answer.status in allowed | TRANSPORT_STATUSES
            ), f"{what}, which is no documented route"
            return
        self.seen.add((operation.id, answer.status))
        responses = operation.entry["responses"]
        if str(answer.status) not in responses:
            assert (
                answer.status in TRANSPORT_STATUSES
            ), f"{what}, which is not among {sorted(responses)}"
            return
        if method == "HEAD" or answer.status == 304:
            assert answer.text == "", f"{what} with a body"
            return
        if answer.is_csv:
            assert "text/csv" in responses[str(answer.status)]["content"], f"{what} in CSV"
            return
        content_type, schema = self._content_of(responses[str(answer.status)])
        if answer.text:
            assert answer.headers.get("Content-Type") == content_type, f"{what}: {answer.headers}"
        is_json = content_type == "application/json"
        self.validate(schema, answer.json if is_json else answer.text, what)
        if operation.has_version and answer.status < 300:
            self._check_done(what, answer)

    def _content_of(self, response):
        """The media type of a response that nothing else was asked for, and its schema."""
        if "$ref" in response:
            response = self._resolver.resolve(response["$ref"])[1]
        content_type, content = next(iter(response["content"].items()))
        return content_type, content["schema"]

    @staticmethod
    def _check_headers(what, answer):
        needed = {
            401: "WWW-Authenticate",
            405: "Allow",
            429: "Retry-After",
            503: "Retry-After",
            201: "Location",
        }
        header = needed.get(answer.status)
        assert header is None or answer.headers.get(header), f"{what} without {header}"
        if answer.text and answer.status >= 400:
            assert (
                answer.headers.get("Content-Type") == "application/json"
            ), f"{what}: {answer.headers}"

    def _check_failure(self, what, answer):
        schema = self.document["components"]["schemas"]["Error"]
        self.validate(schema, answer.json, what)
        assert answer.json["error"]["request_id"] == answer.headers["X-Request-Id"], what
        assert answer.json["message"], f"{what} without a message"

    @staticmethod
    def _check_done(what, answer):
        meta = answer.json["meta"]
        assert meta.get("position", 0) > 0, f"{what} without meta.position"
        assert meta.get("version", 0) > 0, f"{what} without meta.version"
        # After a restore of the log, tags say the epoch too.
        assert re.fullmatch(
            f'"{meta["version"]}(-[0-9a-f]{{8}})?"', answer.headers.get("ETag", "")
        ), f"{what} with ETag {answer.headers.get('ETag')}"
        assert answer.headers.get("Atelier-Position") == str(meta["position"]), what
