"""The part of Almanac's OpenAPI document that the client is generated from.

What programs can call, once: not what takes a browser's session, nor deprecated twins of paths, nor
paths with a key in them, nor creation by POST where PUT does the same, nor the files of releases,
which the client downloads in its own way. Of answers what comes when all went well, as JSON; the
client raises the others.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

METHODS = ["get", "put", "post", "patch", "delete"]
#: What would make an answer something else than what the generated code reads.
UNREAD = ["fields", "format", "If-None-Match", "Range", "If-Range"]
FORM = "application/x-www-form-urlencoded"
PREFIX = "#/components/schemas/"


def pruned(document: Json) -> Json:
    """A document with that part alone; the one given stays as it is."""
    document = copy.deepcopy(document)
    schemas = document["components"]["schemas"]
    paths: Json = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item and is_wanted(path, item[method]):
                paths.setdefault(path, {})[method] = operation(item[method], schemas)
    for name, schema in schemas.items():
        refer_to_rows(name, schema, schemas)
    for schema in nested([paths, schemas]):
        schema.pop("default", None)
        part_null(schema)
    used = reachable(paths, schemas)
    schemas = {name: schemas[name] for name in sorted(used)}
    used |= named(paths, schemas)
    new = {name: renamed(name) for name in used}
    if len(set(new.values())) != len(new):
        raise ValueError("two schemas would have one name")
    document["paths"] = paths
    document["components"] = {"schemas": {new[name]: schemas[name] for name in sorted(used)}}
    for schema in nested(document):
        if "$ref" in schema:
            schema["$ref"] = PREFIX + new[referred(schema)]
    return document


def is_wanted(path: str, operation: Json) -> bool:
    name = operation["operationId"]
    if name.endswith(("_unversioned", "_by_post")) or "{key}/" in path and "/keys/" in path:
        return False
    if not path.startswith("/api/v1/"):
        return False
    needs = operation.get("security", [])
    if needs and all("session" in need for need in needs):
        return False
    return answer(operation) is not None


def answer(operation: Json) -> Json | None:
    """The answer when all went well, unless it is something else than JSON or nothing."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            content = dict(response.get("content", {}))
            if any(is_empty(body.get("schema", {})) for body in content.values()):
                content = {}
            read = {kind: content[kind] for kind in content if kind.endswith(("/json", "+json"))}
            return {**response, "content": read} if read or not content else None
    return None


def is_empty(schema: Json) -> bool:
    """Whether it is that of `{}`, which tells nothing."""
    return schema.get("type") == "object" and schema.get("maxProperties") == 0


def operation(operation: Json, schemas: Json) -> Json:
    """An operation without what the client does not read or send."""
    name = operation["operationId"].removesuffix("_by_bearer")
    (status,) = [status for status in operation["responses"] if status.startswith("2")]
    kept = {**operation, "operationId": name, "responses": {status: answer(operation)}}
    kept["security"] = []
    kept["parameters"] = [
        told_twice(parameter)
        for parameter in operation.get("parameters", [])
        if parameter["name"] not in UNREAD
    ]
    content = operation.get("requestBody", {}).get("content", {})
    if FORM in content:
        # Signed requests are forms. What is in them is told better by the JSON of the same request:
        # the client writes that as a form.
        body, form = (
            schemas[referred(content[kind]["schema"])] for kind in ("application/json", FORM)
        )
        say_null_by_word(body["properties"], form["properties"])
        kept["requestBody"]["content"] = {FORM: content["application/json"]}
    return kept


def say_null_by_word(members: Json, of_form: Json) -> None:
    """In a form nothing is false, so that whether something is not known has a word there."""
    for name, schema in members.items():
        if schema.get("type") == ["boolean", "null"]:
            words = [
                word
                for part in nested(of_form[name])
                for word in part.get("enum", [])
                if isinstance(word, str)
            ]
            if not words:
                raise ValueError(f"a form cannot say that it is not known: {name}")
            del schema["type"]
            schema["oneOf"] = [{"type": "boolean"}, {"type": "string", "enum": words}]


def told_twice(parameter: Json) -> Json:
    """The generator reads what a parameter is from its schema."""
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = {"allOf": [schema]}
    return {**parameter, "schema": {**schema, "description": parameter.get("description", "")}}


def refer_to_rows(name: str, schema: Json, schemas: Json) -> None:
    """Pages of lists hold a copy of the schema of their rows: the client needs one class."""
    row = name.removeprefix("web.Page_")
    if row != name and row in schemas:
        schema["properties"]["results"]["items"] = {"$ref": PREFIX + row}


def part_null(schema: Json) -> None:
    """Says "one of these words, or null" in two parts, as the generator reads it best."""
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds and is_nameable({**schema, "type": kinds[0]}):
        (kind,) = [kind for kind in kinds if kind != "null"]
        told = {name: schema.pop(name) for name in ("description", "example") if name in schema}
        own = {**schema, "type": kind}
        if "enum" in own:
            own["enum"] = [word for word in own["enum"] if word is not None]
        schema.clear()
        schema.update(told, oneOf=[own, {"type": "null"}])


def is_nameable(schema: Json) -> bool:
    """Whether the generator makes a class of a schema, or a set of words."""
    if schema.get("type") == "string":
        return "enum" in schema
    return schema.get("type") == "object" and bool(
        {"properties", "additionalProperties"} & schema.keys()
    )


def named(paths: Json, schemas: Json) -> set[str]:
    """Gives what is described in place a name of its own, the same to what is the same.

    The names, which `schemas` has from now on."""
    own: dict[str, str] = {}
    places = [
        (name, of, schema["properties"])
        for name, whole in list(schemas.items())
        for schema in nested(whole)
        if isinstance(schema.get("properties"), dict)
        for of in sorted(schema["properties"])
    ]
    for operation in (item[method] for item in paths.values() for method in sorted(item)):
        name = operation["tags"][0] + "." + pascal(operation["operationId"])
        for parameter in operation["parameters"]:
            # A place is a member of an object: here one that has a parameter alone.
            places.append((name, parameter["name"], {parameter["name"]: parameter["schema"]}))
    for owner, member, properties in places:
        for schema in in_place(properties[member]):
            shape = json.dumps(outline(schema), sort_keys=True)
            if shape not in own:
                service, _, kind = owner.partition(".")
                short = f"{service}.{pascal(member)}"
                own[shape] = f"{service}.{kind}{pascal(member)}" if short in schemas else short
                # What it tells is of one of its places.
                told = {"description", "example"}
                schemas[own[shape]] = {kept: schema[kept] for kept in sorted(schema.keys() - told)}
            told_here = schema.get("description")
            schema.clear()
            schema["$ref"] = PREFIX + own[shape]
            if told_here:
                schema["description"] = told_here
    return set(own.values())


def in_place(schema: Json) -> Iterator[Json]:
    """What is nameable in a member: itself, what a list has, or one of the choices."""
    if is_nameable(schema):
        yield schema
    for part in [schema.get("items"), *schema.get("oneOf", [])]:
        if isinstance(part, dict):
            yield from in_place(part)


def outline(schema: Json) -> Any:
    """What matters of a schema for the class that is made of it."""
    kept = {name: schema[name] for name in ("type", "format", "required", "$ref") if name in schema}
    if "enum" in schema:
        kept["enum"] = sorted(schema["enum"])
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            kept[name] = outline(schema[name])
    if "properties" in schema:
        members = schema["properties"]
        kept["properties"] = {name: outline(members[name]) for name in members}
    return kept


def pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", "_").split("_"))


def nested(value: Any) -> Iterator[Json]:
    """All objects in a document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from nested(member)


def referred(schema: Json) -> str:
    name: str = schema["$ref"].removeprefix(PREFIX)
    return name


def reachable(paths: Json, schemas: Json) -> set[str]:
    """The names of the schemas that these paths need."""
    found: set[str] = set()
    waiting: list[Json] = [paths]
    while waiting:
        for schema in nested(waiting.pop()):
            if "$ref" in schema and referred(schema) not in found:
                found.add(referred(schema))
                waiting.append(schemas[referred(schema)])
    return found


def renamed(name: str) -> str:
    """`care.Location` is CareLocation, and a page of them CareLocationPage."""
    row = name.removeprefix("web.Page_")
    service, _, kind = row.partition(".")
    service = service.capitalize()
    joined = kind if kind.startswith(service) and kind != service else service + kind
    return joined if row == name else joined + "Page"
