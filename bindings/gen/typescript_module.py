"""Renders the service model as TypeScript declarations of the Node binding's methods."""

from operation_modules import NOTICE, SERVICES, camel_case, operations_of

SCALARS = {
    "string": "string",
    "boolean": "boolean",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "timestamp": "Date | number",
    "blob": "Uint8Array | string",
}


def render(model):
    parts = [f"// Methods of the protocol's operations, one interface a service.\n// {NOTICE}\n"]
    for service in SERVICES:
        writer = _ServiceWriter(service, model)
        for declaration in writer.declarations():
            if declaration not in parts:  # Both services have the tagging operations.
                parts.append(declaration)
    return "".join(parts)


class _ServiceWriter:
    def __init__(self, service, model):
        self.service = service
        self.shapes = model["shapes"][service]
        rows = {row["operation"]: row for row in model["operations"] if row["service"] == service}
        self.rows = [rows[name] for name in operations_of(model, service)]
        self.structures = set()  # Names of the structures that requests reach.

    def declarations(self):
        requests = [self._request(row) for row in self.rows]
        responses = [_response(row) for row in self.rows]
        return self._reached_structures() + requests + responses + [self._methods()]

    def _type(self, shape_name):
        shape = self.shapes[shape_name]
        if "enum" in shape:
            return " | ".join(f"'{value}'" for value in shape["enum"])
        if shape["type"] == "structure":
            self.structures.add(shape_name)
            return shape_name
        if shape["type"] == "list":
            element = self._type(shape["member"])
            return f"({element})[]" if " " in element else f"{element}[]"
        if shape["type"] == "map":
            return f"Record<string, {self._type(shape['value'])}>"
        return SCALARS[shape["type"]]

    def _request(self, row):
        lines = [f"\nexport interface {row['operation']}Request {{\n"]
        for name, member in row["input"].items():
            optional = "" if member.get("required") else "?"
            lines.append(f"  {name}{optional}: {self._type(member['shape'])};\n")
        return "".join(lines) + "}\n"

    def _reached_structures(self):
        texts = {}
        while missing := self.structures - texts.keys():
            texts |= {name: self._structure(name) for name in missing}
        return [texts[name] for name in sorted(texts)]

    def _structure(self, name):
        shape = self.shapes[name]
        lines = [f"\nexport interface {name} {{\n"]
        for member, target in shape.get("members", {}).items():
            optional = "" if member in shape.get("required", ()) else "?"
            lines.append(f"  {member}{optional}: {self._type(target)};\n")
        return "".join(lines) + "}\n"

    def _methods(self):
        title = "".join(word.title() for word in self.service.split("-"))
        lines = [f"\n/** The operations of {self.service} as methods. */\n"
                 f"export interface {title} {{\n"]
        for row in self.rows:
            name = row["operation"]
            required = any(member.get("required") for member in row["input"].values())
            optional = "" if required else "?"
            lines.append(f"  {camel_case(name)}(\n    request{optional}: {name}Request,\n"
                         f"  ): Promise<{name}Response>;\n")
        return "".join(lines) + "}\n"


# The model has no shapes of output, only the names of its members.
def _response(row):
    members = "".join(f"  {name}?: any;\n" for name in row["output"])
    return f"\nexport interface {row['operation']}Response {{\n{members}}}\n"
