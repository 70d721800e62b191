import { Machine } from './machine.js';

/** A shop whose production asks for two approvals; the manifest is signed for by tim. */
export const gatedShop = `
project: shop
name: Shop
roles: { sre: [sue@example.com, tom@example.com, ann@example.com] }
environments:
  - { id: dev, name: Development }
  - id: production
    name: Production
    after: [dev]
    require: { digests: false, approvals: { count: 2, roles: [sre] } }
services:
  - { id: carts, image: carts }
  - { id: web, image: web }
`;

/** The shop with release 1 in dev, passed there. */
export async function gatedMachine(manifest = gatedShop): Promise<Machine> {
  const machine = new Machine(manifest);
  await machine.release({ carts: 'carts:1', web: 'web:1' });
  return machine;
}
