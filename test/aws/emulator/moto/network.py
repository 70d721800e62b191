"""Tells tests of moto's default network, since ECS services there need real subnets."""

from moto.core import DEFAULT_ACCOUNT_ID
from moto.ec2 import ec2_backends

from control import route


@route("GET", "network")
def network(_rest, _body):
    backend = ec2_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    vpc = next(vpc for vpc in backend.describe_vpcs() if vpc.is_default == "true" or vpc.is_default is True)
    subnets = [subnet for subnet in backend.describe_subnets() if subnet.vpc_id == vpc.id]
    subnets.sort(key=lambda subnet: subnet.availability_zone)
    return {
        "vpcId": vpc.id,
        "availabilityZones": [subnet.availability_zone for subnet in subnets],
        "subnetIds": [subnet.id for subnet in subnets],
    }
