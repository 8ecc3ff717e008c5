#!/usr/bin/env python3
"""Checks recorded requests against an OpenAPI description, with openapi-core.

usage: check_requests.py DESCRIPTION.yaml FOLDER

FOLDER has files of JSON lines, as tests/recorded.rs writes them. Requests that were refused on purpose (status 400) are
checked as well: their form has to be one that the description permits. Exits with 1 if a request does not fit, and if the
requests are of fewer than 40 operations.
"""

import collections
import json
import pathlib
import sys
import urllib.parse

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict


FORM = "application/x-www-form-urlencoded"

# Fewer operations mean that tests did not run or did not record their requests.
LEAST_OPERATIONS = 40


class Loader(yaml.SafeLoader):
    """YAML without dates: examples have texts that look like one."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class Recorded:
    """A request as openapi-core takes it."""

    def __init__(self, line, host):
        self.host_url = host
        self.path = line["path"]
        self.full_url_pattern = host + line["path"]
        self.method = line["method"].lower()
        self.content_type = line["contentType"] or "application/json"
        self.body = line["body"].encode() or None
        query = urllib.parse.parse_qsl(line["query"] or "", keep_blank_values=True)
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(query),
            header=Headers({"Authorization": "Bearer a-token"}),
            cookie=ImmutableMultiDict(),
        )


def corrected(schemas):
    """Makes the schemas say what the platform's documentation says.

    - Patterns of names stand among the names of required properties.
    - Bases with a discriminator do not require one of their kinds.
    """
    for schema in schemas.values():
        required = [name for name in schema.get("required", []) if not name.startswith("/")]
        schema.pop("required", None)
        if required:
            schema["required"] = required
    root = "#/components/schemas/"
    for name, schema in list(schemas.items()):
        discriminator = schema.get("discriminator", {})
        kinds = discriminator.get("mapping")
        if not kinds or "oneOf" in schema:
            continue
        schemas[name + "__base"] = {key: value for key, value in schema.items() if key != "discriminator"}
        for kind in kinds.values():
            for part in schemas[kind.removeprefix(root)].get("allOf", []):
                if part.get("$ref") == root + name:
                    part["$ref"] += "__base"
        of = sorted(set(kinds.values()))
        schemas[name] = {"oneOf": [{"$ref": kind} for kind in of], "discriminator": discriminator}


def reasons(error):
    """What is wrong: the errors of the schema where there are some."""
    found = []
    while error is not None:
        for inner in getattr(error, "schema_errors", []):
            place = "/".join(map(str, inner.absolute_path))
            found.append(f"{place or 'the body'}: {inner.message[:300]}")
        if not found and error.__cause__ is None:
            found.append(f"{type(error).__name__}: {error}")
        error = error.__cause__
    return found


def recorded(folder):
    """The requests of all files, each as its JSON object."""
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        # Not str.splitlines(), which also splits at characters that JSON texts may contain.
        with path.open(encoding="utf-8") as file:
            yield from map(json.loads, file)


def main():
    description, folder = sys.argv[1:]
    with open(description, encoding="utf-8") as file:
        spec = yaml.load(file, Loader)
    corrected(spec["components"]["schemas"])
    host = "http://emulator.local"
    spec["servers"] = [{"url": host}]
    # What is checked is the requests; security is the matter of other tests.
    spec.pop("security", None)
    for item in spec["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict):
                continue
            operation.pop("security", None)
            # Forms are described as one text, which says nothing of their fields.
            content = operation.get("requestBody", {}).get("content", {})
            if FORM in content:
                content[FORM]["schema"] = {}
    # The description itself is not validated: that is not what is tested, and takes most of the time.
    openapi = OpenAPI.from_dict(spec, config=Config(spec_validator_cls=None))
    count, operations, wrong = 0, set(), collections.Counter()
    for line in recorded(folder):
        request = Recorded(line, host)
        count += 1
        try:
            openapi.validate_request(request)
        except Exception as error:  # openapi-core has no base of all its errors
            where = f"{line['method']} {line['path']}?{line['query'] or ''}\n  {line['body'][:500]}"
            for reason in reasons(error):
                wrong[f"{reason}\n  {where}"] += 1
        kind = line["path"].split("/")[2:3]
        operations.add((line["method"], line["path"].count("/"), *kind))
    for text, times in wrong.most_common(40):
        print(f"{text} ({times} times)")
    print(f"{count} requests of about {len(operations)} operations, {len(wrong)} do not fit the description")
    if len(operations) < LEAST_OPERATIONS:
        print(f"that is less than {LEAST_OPERATIONS} operations: not all tests recorded their requests")
    if wrong or len(operations) < LEAST_OPERATIONS:
        sys.exit(1)


main()
