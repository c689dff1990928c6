"""Renders the service model as TypeScript declarations of the Node binding's methods."""

from operation_modules import NOTICE, SERVICES, camel_case, operations_of

SCALARS = {
    "string": "string",
    "boolean": "boolean",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "timestamp": "number",
    "blob": "string",
    "structure": "Structure",
}

HEADER = f"""// Methods of the protocol's operations, one interface a service.
// {NOTICE}

/** A nested object, as the service's API reference describes it. */
export type Structure = Record<string, any>;
"""


def render(model):
    parts = [HEADER]
    by_name = {(row["service"], row["operation"]): row for row in model["operations"]}
    for service in SERVICES:
        rows = [by_name[service, name] for name in operations_of(model, service)]
        for declaration in [_request(row) for row in rows] + [_response(row) for row in rows]:
            if declaration not in parts:  # Both services have the tagging operations.
                parts.append(declaration)
        parts.append(_methods(service, rows))
    return "".join(parts)


def _type(member):
    if "enum" in member:
        return " | ".join(f"'{value}'" for value in member["enum"])
    if member["type"] == "list":
        element = _type(member.get("element", {"type": "structure"}))
        return f"({element})[]" if " " in element else f"{element}[]"
    if member["type"] == "map":
        return f"Record<string, {_type(member.get('value', {'type': 'string'}))}>"
    return SCALARS[member["type"]]


def _request(row):
    lines = [f"\nexport interface {row['operation']}Request {{\n"]
    for name, member in row["input"].items():
        optional = "" if member.get("required") else "?"
        lines.append(f"  {name}{optional}: {_type(member)};\n")
    return "".join(lines) + "}\n"


def _response(row):
    lines = [f"\nexport interface {row['operation']}Response {{\n"]
    for name in row["output"]:
        optional = "" if name in row.get("output_required", ()) else "?"
        lines.append(f"  {name}{optional}: any;\n")
    return "".join(lines) + "}\n"


def _methods(service, rows):
    title = "".join(word.title() for word in service.split("-"))
    lines = [f"\n/** The operations of {service} as methods. */\nexport interface {title} {{\n"]
    for row in rows:
        name = row["operation"]
        required = any(member.get("required") for member in row["input"].values())
        optional = "" if required else "?"
        lines.append(f"  {camel_case(name)}(request{optional}: {name}Request): "
                     f"Promise<{name}Response>;\n")
    return "".join(lines) + "}\n"
