import type { ServiceConnectProps } from 'aws-cdk-lib/aws-ecs';
import type { INamespace } from 'aws-cdk-lib/aws-servicediscovery';
import { Tokenization } from 'aws-cdk-lib/core';
import { portName } from './release-containers.js';

/** The name under which neighbours reach a service: Service Connect accepts no capital letters. */
export function serviceConnectName(service: string): string {
  return service.toLowerCase();
}

/** What Cloud Map calls each port of a service: one name each, unique in the namespace, without dots. */
export function discoveryNames(service: string, ports: readonly number[]): readonly string[] {
  const name = serviceConnectName(service).replaceAll('.', '-');
  return ports.map((port, index) => (index === 0 ? name : `${name}-${Tokenization.stringifyNumber(port)}`));
}

/**
 * Service Connect for one service: each port under the service's name. A service without ports takes part as a client.
 * The namespace goes by its ARN, so that CloudFormation makes it before the services.
 */
export function serviceConnectProps(
  service: string,
  ports: readonly number[],
  namespace: INamespace,
): ServiceConnectProps {
  const names = discoveryNames(service, ports);
  const dnsName = serviceConnectName(service);
  const services = ports.map((port, index) => ({
    portMappingName: portName(port),
    discoveryName: names[index],
    dnsName,
    port,
  }));
  return { namespace: namespace.namespaceArn, ...(services.length === 0 ? {} : { services }) };
}
