"""In which order CloudFormation brings up a template's resources: after what they refer to or depend on."""

import re

_IN_TEXT = re.compile(r"\$\{([^!}][^}]*)\}")


def dependency_order(resources):
    """The logical ids, each after those it needs; otherwise in the template's order."""
    order = []
    visiting = set()

    def visit(logical_id):
        if logical_id in order or logical_id in visiting:
            return
        visiting.add(logical_id)
        for needed in needs(resources[logical_id]):
            if needed in resources:
                visit(needed)
        order.append(logical_id)

    for logical_id in resources:
        visit(logical_id)
    return order


def needs(resource):
    """The names that a resource refers to, in the order in which they are found."""
    depends_on = resource.get("DependsOn", [])
    found = [depends_on] if isinstance(depends_on, str) else list(depends_on)
    _references(resource.get("Properties", {}), found)
    return found


def _references(value, found):
    if isinstance(value, list):
        for item in value:
            _references(item, found)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref" and isinstance(item, str):
                found.append(item)
            elif key == "Fn::GetAtt":
                found.append(item[0] if isinstance(item, list) else item.split(".", 1)[0])
            elif key == "Fn::Sub":
                text = item[0] if isinstance(item, list) else item
                found.extend(name.split(".", 1)[0] for name in _IN_TEXT.findall(text))
                _references(item, found)
            else:
                _references(item, found)
