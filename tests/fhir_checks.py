"""What FHIR itself asks of a resource: its structure, by fhir.resources, and the value sets that it has to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel

from careguide.fhir.canon import Resource

CUT_SHORT = "+"
"""Ends a list of values that the library does not give whole."""

WHOLE = {
    "type": {"group", "display", "choice", "string"},
    "code": {"read", "search-type"},
    "versioning": {"no-version", "versioned", "versioned-update"},
}
"""The values that we use of those lists."""

ISSUES = {
    "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired", "forbidden",
    "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long",
    "code-invalid", "extension", "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store",
    "exception", "timeout", "incomplete", "throttled", "informational",
}  # fmt: skip
"""The value set of OperationOutcome.issue.code in R4, which the library leaves out."""


def checked(resource: Resource) -> int:
    """Check a resource in FHIR's own JSON; return how many of its values are kept to a fixed list."""
    model = get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
    assert json.loads(model.model_dump_json()) == resource
    bound = list(_bound(model))
    assert bound, "no value of this resource is kept to a list"
    strange = [found for found in bound if found[1] not in found[2]]
    assert not strange, strange
    broken = [rule for rule in RULES.get(resource["resourceType"], _no_more)(resource) if rule]
    assert not broken, broken
    return len(bound)


def _no_more(_: Resource) -> Iterator[str]:
    yield from ()


def _of_form(form: Resource) -> Iterator[str]:
    """Yield the invariants of R4 that a Questionnaire breaks, by their names in the specification."""
    names = [item["linkId"] for item in items(form)]
    yield "que-0" * (not re.fullmatch("[A-Z][A-Za-z0-9_]{0,254}", form["name"]))
    yield "que-2" * (len(set(names)) < len(names))
    for item in items(form):
        kind, when = item["type"], item.get("enableWhen", [])
        yield "que-1" * ((kind == "group" and not item.get("item")) or (kind == "display" and "item" in item))
        yield "que-3" * (kind == "display" and "code" in item)
        yield "que-5" * ("answerOption" in item and kind not in ("choice", "open-choice"))
        yield "que-6" * (kind == "display" and ("required" in item or "repeats" in item))
        yield "que-7" * any((term["operator"] == "exists") != ("answerBoolean" in term) for term in when)
        yield "que-12" * (len(when) > 1 and "enableBehavior" not in item)


def _of_response(response: Resource) -> Iterator[str]:
    yield "qrs-1" * any("answer" in item and "item" in item for item in items(response))
    if "meta" in response:  # what the profile asks that it then claims
        names = [item["linkId"] for item in items(response)]
        yield "sdcqr-2" * (len(set(names)) < len(names))
        yield "authored" * ("authored" not in response)


def _of_bundle(bundle: Resource) -> Iterator[str]:
    entries = bundle.get("entry", [])
    names = [entry["fullUrl"] for entry in entries]
    yield "bdl-7" * (len(set(names)) < len(names))
    yield "bdl-1" * ("total" in bundle and bundle["type"] != "searchset")
    if bundle["type"] == "document":
        yield "bdl-9" * (not {"system", "value"} <= bundle.get("identifier", {}).keys())
        yield "bdl-10" * ("timestamp" not in bundle)
        yield "bdl-11" * (entries[0]["resource"]["resourceType"] != "Composition")
        sections = entries[0]["resource"]["section"]
        yield "cmp-1" * any(not {"text", "entry", "section"} & section.keys() for section in sections)
        referred = {entry["reference"] for section in sections for entry in section.get("entry", [])}
        yield "every entry is reached" * (set(names[1:]) != referred)
    for entry in entries:
        yield from RULES.get(entry["resource"]["resourceType"], _no_more)(entry["resource"])


RULES: dict[str, Callable[[Resource], Iterator[str]]] = {
    "Questionnaire": _of_form,
    "QuestionnaireResponse": _of_response,
    "Bundle": _of_bundle,
}
"""Invariants of the specification that the library does not check."""


def _bound(model: BaseModel) -> Iterator[tuple[str, str, set[str]]]:
    """Yield every value that has a fixed list: where it stands, the value, and the list."""
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        extra = info.json_schema_extra
        listed: object = extra.get("enum_values") if isinstance(extra, Mapping) else None
        where = f"{type(model).__name__}.{name}"
        if where == "OperationOutcomeIssue.code":
            listed = sorted(ISSUES)
        if where == "CapabilityStatement.format":
            listed = ["json", "application/fhir+json"]
        if isinstance(listed, Sequence) and value is not None:
            values = {str(word) for word in listed}
            values |= WHOLE[name] if CUT_SHORT in values else set()
            for word in value if isinstance(value, list) else [value]:
                yield where, str(word), values
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from _bound(part)


# What a form shows, by the text of R4: Questionnaire.item.enableWhen


Codes = Mapping[str, set[tuple[str, str]]]
"""Answers as a form holds them: the system and code of each, by linkId."""


def items(form: Resource) -> Iterator[Resource]:
    """Yield every item of a Questionnaire, however deep."""
    for item in form.get("item", []):
        yield item
        yield from items(item)


def shown(form: Resource, given: Codes) -> set[str]:
    """Return the linkIds of the items that are enabled; an answer to one that is not is no answer."""
    found: set[str] = set()
    _show(form["item"], given, found)
    return found


def _show(some: list[Resource], given: Codes, found: set[str]) -> None:
    for item in some:
        conditions = [_holds(condition, given, found) for condition in item.get("enableWhen", [])]
        joined = {"any": any, "all": all}[item["enableBehavior"]] if len(conditions) > 1 else all
        if joined(conditions):
            found.add(item["linkId"])
            _show(item.get("item", []), given, found)


def _holds(condition: dict[str, Any], given: Codes, found: set[str]) -> bool:
    name = condition["question"]
    answers = given.get(name, set()) if name in found else set()
    if condition["operator"] == "exists":
        return bool(answers) is condition["answerBoolean"]
    assert condition["operator"] == "="
    coding = condition["answerCoding"]
    return (coding["system"], coding["code"]) in answers
