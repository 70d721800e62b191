/** A manifest whose production asks for something, in line 8 and those that follow. */
export function asking(require: string, roles = '{ sre: [sue, tom], ops: [Tom, ann] }'): string {
  const lines = require.split('\n').map((line) => `      ${line}\n`);
  return `project: shop
roles: ${roles}
environments:
  - id: dev
  - id: prod
    after: [dev]
    require:
${lines.join('')}services: [{ id: web, image: web }]
`;
}
