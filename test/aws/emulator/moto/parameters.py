"""SSM parameters of a stack: a new value is a new version, where moto would begin a new history."""

from moto.ssm.models import ssm_backends

from resource_kinds import Applied, MotoKind, kind


@kind("AWS::SSM::Parameter")
class ParameterKind(MotoKind):
    def update(self, place, wanted, applied):
        if wanted.name != applied.wanted.name:
            return self.create(place, wanted)
        properties = wanted.properties
        model = ssm_backends[place.account][place.region].put_parameter(
            name=applied.physical_id,
            description=properties.get("Description"),
            value=properties.get("Value"),
            parameter_type=properties.get("Type"),
            allowed_pattern=properties.get("AllowedPattern"),
            keyid=None,
            overwrite=True,
            tags=None,
            data_type=properties.get("DataType", "text"),
            tier=properties.get("Tier"),
            policies=properties.get("Policies"),
        )
        return Applied(wanted, applied.physical_id, model)
