"""How resources of a stack are created, changed and deleted: what moto does, or what a kind of its own does.

A kind has `create(place, wanted)`, `update(place, wanted, applied)` and `delete(place, applied)`; the first two give the
`Applied` resource. An `Applied` of another physical id is a replacement, and the engine deletes the old one later. What
cannot be done is a `ResourceFailed` with the reason that stack events tell.
"""

import copy
import warnings
from dataclasses import dataclass, field
from typing import Any

from moto.cloudformation import parsing
from moto.ec2 import models as ec2_models
from moto.ec2.models.core import TaggedEC2Resource

_kinds = {}


class ResourceFailed(Exception):
    """A resource could not be brought to what is wanted. `applied` is what there is of it all the same, if anything."""

    def __init__(self, reason, applied=None):
        super().__init__(reason)
        self.reason = reason
        self.applied = applied


@dataclass
class Place:
    """The stack that a resource is in, as kinds need it."""

    stack: Any
    map: Any
    account: str
    region: str


@dataclass
class Wanted:
    """A resource of the template, with its references resolved."""

    logical_id: str
    type: str
    template: dict
    properties: dict
    name: str
    """The physical name that the template says, or that was made up."""


@dataclass
class Applied:
    """A resource that is there."""

    wanted: Wanted
    physical_id: str
    model: Any = field(repr=False)

    @property
    def logical_id(self):
        return self.wanted.logical_id


def kind(*types):
    """Registers a class as the kind of these types; a type ending in `*` stands for all that begin so."""

    def register(cls):
        for each in types:
            _kinds[each] = cls()
        return cls

    return register


def kind_of(resource_type):
    for name, found in _kinds.items():
        if name == resource_type or (name.endswith("*") and resource_type.startswith(name[:-1])):
            return found
    return _unsupported if _class_of(resource_type) is None else _moto


def resolve(place, logical_id, template, applied=None):
    """What the template wants of a resource now; `applied` is what there is of it."""
    resource_type = template["Type"]
    cleaned = parsing.clean_json({"Properties": {}, **copy.deepcopy(template)}, place.map)
    properties = cleaned.get("Properties") or {}
    name_property = None if resource_type.startswith("Custom::") else _name_property(resource_type)
    explicit = properties.get(name_property) if name_property else None
    if explicit is None and applied is not None and applied.wanted.type == resource_type:
        # A name that was made up stays; one that the template no longer says is made up anew.
        explicit = None if name_property in applied.wanted.properties else applied.wanted.name
    name = explicit or parsing.generate_resource_name(resource_type, place.stack.name, logical_id)
    return Wanted(logical_id, resource_type, template, properties, name)


def _class_of(resource_type):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parsing.resource_class_from_type(resource_type)


def _name_property(resource_type):
    return None if _class_of(resource_type) is None else parsing.resource_name_property_from_type(resource_type)


class MotoKind:
    """What moto has a model for."""

    def create(self, place, wanted):
        model = _class_of(wanted.type).create_from_cloudformation_json(
            wanted.name,
            _as_json(wanted),
            place.account,
            place.region,
            LogicalId=wanted.logical_id,
            StackId=place.stack.stack_id,
            ResourceType=wanted.type,
        )
        return self._adopt(place, wanted, model)

    def update(self, place, wanted, applied):
        if wanted.name != applied.wanted.name:
            return self.create(place, wanted)
        update = _class_of(wanted.type).update_from_cloudformation_json
        if hasattr(update, "__isabstractmethod__"):
            return Applied(wanted, applied.physical_id, applied.model)
        model = update(
            original_resource=applied.model,
            new_resource_name=wanted.name,
            cloudformation_json=_as_json(wanted),
            account_id=place.account,
            region_name=place.region,
        )
        return self._adopt(place, wanted, model or applied.model)

    def delete(self, place, applied):
        try:
            applied.model.delete(place.account, place.region)
        except (TypeError, AttributeError):
            parsing.parse_and_delete_resource(
                applied.physical_id, _as_json(applied.wanted), place.account, place.region
            )

    @staticmethod
    def _adopt(place, wanted, model):
        model.cf_resource_type = wanted.type
        model.logical_resource_id = wanted.logical_id
        # moto's rules of security groups are models without an identity.
        physical_id = getattr(model, "physical_resource_id", None) or wanted.name
        if isinstance(model, TaggedEC2Resource) and physical_id != wanted.name:
            tags = {
                "aws:cloudformation:stack-name": place.stack.name,
                "aws:cloudformation:stack-id": place.stack.stack_id,
                "aws:cloudformation:logical-id": wanted.logical_id,
            }
            backend = ec2_models.ec2_backends[place.account][place.region]
            backend.create_tags([physical_id], tags)
        return Applied(wanted, physical_id, model)


class Unsupported:
    """Stands for a resource that moto has no model for, so that others can refer to it."""

    def __init__(self, name):
        self._name = name

    @property
    def physical_resource_id(self):
        return self._name

    def get_cfn_attribute(self, attribute_name):
        return f"arn:aws:unsupported:::{self._name}" if attribute_name == "Arn" else f"{self._name}.{attribute_name}"


class UnsupportedKind:
    def create(self, _place, wanted):
        return Applied(wanted, wanted.name, Unsupported(wanted.name))

    def update(self, _place, wanted, applied):
        return Applied(wanted, applied.physical_id, applied.model)

    def delete(self, _place, _applied):
        pass


_moto = MotoKind()
_unsupported = UnsupportedKind()


def _as_json(wanted):
    return {**wanted.template, "Properties": copy.deepcopy(wanted.properties)}
