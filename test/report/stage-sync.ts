/** Hardening behind dev, as scripts may rely on it: the text of the contract to the letter. */
export const OUT_OF_SYNC = `Released services in hardening:
- carts:0.10.1
- carts-db:0.4.0
- catalogue:1.7.0

Ongoing deployments/tests/evaluations:
- N/A

Sync status: hardening is OUT-OF-SYNC with dev.
Last successfully evaluated configuration:
- carts:0.10.17
- carts-db:0.4.1
- catalogue:1.7.0

Execute: \`slipway sync hardening --project sockshop\` to update:
- carts:0.10.1 --> carts:0.10.17
- carts-db:0.4.0 --> carts-db:0.4.1
`;

/** Hardening after it took over what passed in dev. */
export const IN_SYNC = `Released services in hardening:
- carts:0.10.17
- carts-db:0.4.1
- catalogue:1.7.0

Ongoing deployments/tests/evaluations:
- N/A

Sync status: hardening is IN-SYNC with dev.
Last successfully evaluated configuration:
- carts:0.10.17
- carts-db:0.4.1
- catalogue:1.7.0
`;
