"""Turns cognito.json into the C++ tables behind model.h.

Usage: gen_model.py cognito.json tables.cc
"""

import json
import sys

# Patterns whose syntax codec/pattern.h does not have, with an expression for the same language.
REWRITTEN = {r"^[0-9A-Za-z\.\-_]*(?<!\.)$": r"^([0-9A-Za-z\.\-_]*[0-9A-Za-z\-_])?$"}

TYPES = {"long": "long_integer"}


class Tables:
    """Collects shapes reachable from the operations' inputs, each once, with an index."""

    def __init__(self, model):
        self.model = model
        self.indexes = {}  # (service, shape name) -> index into kShapes
        self.shapes = []
        self.patterns = []

    def index_of(self, service, name):
        key = (service, name)
        if key not in self.indexes:
            self.indexes[key] = len(self.indexes)
            self.shapes.append(None)  # Holds the place: shapes may refer to themselves.
            shape = self.model["shapes"][service][name]
            self.shapes[self.indexes[key]] = self.linked(service, name, shape)
        return self.indexes[key]

    def add_input(self, row):
        """The structure of an operation's request, which cognito.json writes inline."""
        index = len(self.indexes)
        name = row["operation"] + "Request"
        self.indexes[row["service"], name] = index
        self.shapes.append(None)
        shape = {
            "type": "structure",
            "members": {name: member["shape"] for name, member in row["input"].items()},
            "required": [name for name, member in row["input"].items() if member.get("required")],
        }
        self.shapes[index] = self.linked(row["service"], name, shape)
        return index

    def linked(self, service, name, shape):
        """The shape with its references resolved to indexes."""
        required = shape.get("required", [])
        members = [(member, self.index_of(service, target), member in required)
                   for member, target in shape.get("members", {}).items()]
        element = shape.get("member") or shape.get("value")
        return dict(
            shape,
            name=name,
            members=members,
            key=self.index_of(service, shape["key"]) if "key" in shape else None,
            element=self.index_of(service, element) if element else None,
            pattern=self.pattern_index(shape.get("pattern")),
        )

    def pattern_index(self, pattern):
        if pattern is None:
            return None
        if pattern not in self.patterns:
            self.patterns.append(pattern)
        return self.patterns.index(pattern)


def quoted(text):
    return json.dumps(text)


def cpp_bool(value):
    return "true" if value else "false"


def holds_sensitive(shapes, index, above=()):
    """Whether a value of the shape contains one that must not be shown."""
    shape = shapes[index]
    if shape.get("sensitive"):
        return True
    inside = [target for _, target, _ in shape["members"]] + [shape["key"], shape["element"]]
    return any(holds_sensitive(shapes, target, (*above, index))
               for target in inside if target is not None and target not in above)


def rendered_shape(shapes, index):
    shape = shapes[index]
    kind = "document" if shape.get("document") else shape["type"]
    pointer = lambda target: "nullptr" if target is None else f"&kShapes[{target}]"
    fields = [
        quoted(shape["name"]),
        "Type::" + TYPES.get(kind, kind),
        cpp_bool(shape.get("sensitive")),
        cpp_bool(holds_sensitive(shapes, index)),
        str(shape["min"]) if "min" in shape else "Shape::kNoMin",
        str(shape["max"]) if "max" in shape else "Shape::kNoMax",
        "Shape::kNoPattern" if shape["pattern"] is None else str(shape["pattern"]),
        f"kValues{index}" if "enum" in shape else "{}",
        f"kMembers{index}" if shape["members"] else "{}",
        pointer(shape["key"]),
        pointer(shape["element"]),
    ]
    return "    {" + ", ".join(fields) + "},\n"


def rendered_parts(index, shape):
    """The arrays that a shape's spans point to."""
    out = ""
    if "enum" in shape:
        values = ", ".join(quoted(value) for value in shape["enum"])
        out += f"constexpr std::string_view kValues{index}[] = {{{values}}};\n"
    if shape["members"]:
        members = ", ".join(f"{{{quoted(name)}, &kShapes[{target}], {cpp_bool(required)}}}"
                            for name, target, required in shape["members"])
        out += f"constexpr Member kMembers{index}[] = {{{members}}};\n"
    return out


def render(model):
    tables = Tables(model)
    rows = ""
    for row in sorted(model["operations"], key=lambda row: (row["service"], row["operation"])):
        auth = "AuthKind::" + row["auth"].replace("-", "_")
        has_output = cpp_bool(not row.get("no_output_shape"))
        rows += (f"    {{{quoted(row['service'])}, {quoted(row['operation'])}, {auth}, "
                 f"&kShapes[{tables.add_input(row)}], {has_output}}},\n")

    out = "// Generated by src/ops/model/gen_model.py from cognito.json; do not edit.\n"
    out += '#include "ops/model/tables.h"\n\nnamespace postern::ops::model {\n\n'
    out += f"extern const Shape kShapes[{len(tables.shapes)}];\n\nnamespace {{\n\n"
    out += "".join(rendered_parts(i, shape) for i, shape in enumerate(tables.shapes))
    out += "\nconstexpr PatternText kPatternRows[] = {\n"
    for pattern in tables.patterns:
        out += f"    {{{quoted(pattern)}, {quoted(REWRITTEN.get(pattern, pattern))}}},\n"
    out += "};\n\nconstexpr OperationModel kOperationRows[] = {\n" + rows
    out += "};\n\n}  // namespace\n\n"
    out += f"constinit const Shape kShapes[{len(tables.shapes)}] = {{\n"
    out += "".join(rendered_shape(tables.shapes, i) for i in range(len(tables.shapes)))
    out += "};\n\nconstinit const std::span<const PatternText> kPatterns = kPatternRows;\n"
    out += "constinit const std::span<const OperationModel> kOperations = kOperationRows;\n\n"
    return out + "}  // namespace postern::ops::model\n"


def main():
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        model = json.load(file)
    with open(target, "w", encoding="utf-8") as file:
        file.write(render(model))


if __name__ == "__main__":
    main()
