"""From the tree of a document to its shape: pydantic's findings told with line, column and the nearest right key."""

from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from standoff.errors import ScenarioError, nearest
from standoff.scenario.document import Document
from standoff.scenario.tree import Faults, Tree

Step = str | int


def shape(tree: Tree) -> Document:
    """Check the shape of a document.

    Raises
    ------
    ScenarioError
        Keys are missing or unknown, or values are of the wrong kind: every such fault, in the document's order.

    Examples
    --------
    >>> from standoff.scenario.tree import parse
    >>> shape(parse("format_version: 1\\ntitel: x", "a.yaml"))
    Traceback (most recent call last):
    standoff.errors.ScenarioError: a.yaml:1:1 the key 'name' is missing...
    a.yaml:2:1 unknown key: 'titel'. Needed: one of ... Did you mean 'title'?
    """
    if not isinstance(tree.value, dict):
        raise ScenarioError("is no scenario", where=str(tree.place), need="a mapping of keys to values")
    try:
        return Document.model_validate(tree.plain())
    except ValidationError as errors:
        faults = Faults()
        for error in errors.errors(include_url=False):
            _tell(error, tree, faults)
        faults.settle()
        raise  # unreachable: a ValidationError holds at least one error


def _tell(error: ErrorDetails, tree: Tree, faults: Faults) -> None:
    """Note one finding of pydantic as a fault at its place."""
    path = error["loc"]
    kind, context, seen = error["type"], error.get("ctx", {}), _shown(error["input"])
    last = str(path[-1]) if path else ""
    if kind == "missing":
        faults.add(tree.at(path[:-1]), f"the key {last!r} is missing", need=_description(path))
    elif kind == "extra_forbidden":
        known = _keys(path[:-1])
        need = "one of " + ", ".join(known)
        faults.add(tree.at(path, key=True), "unknown key", seen=last, need=need, near=nearest(last, known))
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        tags = [tag.strip(" '") for tag in str(context.get("expected_tags", "")).split(",")]
        if not tags[0]:
            faults.add(tree.at(path), "the key 'kind' is missing", need="a kind, such as {kind: silence}")
        else:
            tag = str(context.get("tag", ""))
            place = tree.at([*path, "kind"])
            faults.add(place, "unknown kind", seen=tag, need="one of " + ", ".join(tags), near=nearest(tag, tags))
    elif kind == "enum":
        names = [name.strip(" '") for name in str(context["expected"]).replace(" or ", ", ").split(",")]
        near = nearest(str(seen), names)
        faults.add(tree.at(path), f"unknown {last}", seen=seen, need="one of " + ", ".join(names), near=near)
    elif kind == "literal_error" and last == "format_version":
        faults.add(tree.at(path), "this format is not known", seen=seen, need="format_version: 1")
    else:
        faults.add(tree.at(path), f"{_name(path)}: {_plain(error['msg'])}", seen=seen)


def _name(path: tuple[Step, ...]) -> str:
    """The nearest key on the path, for messages about an element of a list."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "document")


def _plain(message: str) -> str:
    """Pydantic's message as a clause: 'should be a valid number'."""
    clause = message.removeprefix("Input ").rstrip(".")
    return clause[:1].lower() + clause[1:]


def _shown(value: object) -> object:
    """A value as an error shows it: scalars whole, anything else by kind."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return value[:60] + "…" if isinstance(value, str) and len(value) > 60 else value


def _keys(path: tuple[Step, ...]) -> list[str]:
    """The keys that the part of the document at `path` may have."""
    part = _part(Document, path)
    return [field.alias or name for name, field in part.model_fields.items()] if part else []


def _description(path: tuple[Step, ...]) -> str:
    """What the schema says of the key at `path`, if it says anything."""
    part = _part(Document, path[:-1])
    field = part.model_fields.get(str(path[-1])) if part and path else None
    return (field.description or "") if field else ""


def _part(annotation: Any, path: tuple[Step, ...]) -> type[BaseModel] | None:
    """Follow a path of pydantic, which holds the tags of union members, through the annotations."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not path:
            return annotation
        names = {field.alias or name: field for name, field in annotation.model_fields.items()}
        if path[0] in names:
            return _part(names[str(path[0])].annotation, path[1:])
        return _part(annotation, path[1:]) if _tag(annotation) == path[0] else None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        tagged = [member for member in arguments if path and _tag(member) == path[0]]
        return next((found for member in tagged or arguments if (found := _part(member, path))), None)
    if origin in (list, dict) and path:
        return _part(arguments[-1], path[1:])
    return _part(arguments[0], path) if origin is not None and origin not in (list, dict, tuple, Literal) else None


def _tag(annotation: Any) -> str | None:
    """The literal `kind` of a member of a discriminated union."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and "kind" in annotation.model_fields:
        literal = get_args(annotation.model_fields["kind"].annotation)
        return str(literal[0]) if literal and isinstance(literal[0], str) else None
    return None
