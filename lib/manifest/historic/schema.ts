import * as z from 'zod/mini';
import { once, text } from '../schema/values.js';
import { Literal } from '../text/literal.js';

/** The keys of `.wellcome_project` in all its years, checked for names and types only; what they become is checked after. */
export const historicSchemas = once(build);

function build() {
  const optionalText = once(() => z.optional(text()));
  const where = () => ({
    account_id: optionalText(),
    role_arn: optionalText(),
    region_name: optionalText(),
    aws_region_name: optionalText(),
  });
  const project = {
    id: optionalText(),
    name: optionalText(),
    ...where(),
    namespace: optionalText(),
    profile: optionalText(),
    github_repository: optionalText(),
    tf_stack_root: optionalText(),
  };
  const environment = z.strictObject({ id: text(), name: optionalText() });
  const service = named({ id: text(), name: optionalText(), ...where() });
  const repository = z.strictObject({
    id: text(),
    name: optionalText(),
    namespace: optionalText(),
    ...where(),
    services: z.optional(z.array(service)),
  });
  const set = z.strictObject({
    id: text(),
    name: optionalText(),
    ...where(),
    environments: z.array(z.strictObject({ id: text(), name: optionalText(), cluster_name: optionalText() })),
    services: z.array(named({ id: text(), name: optionalText(), repository_name: optionalText() })),
  });
  return {
    images: z.strictObject({
      ...project,
      environments: z.array(environment),
      image_repositories: z.optional(z.array(repository)),
    }),
    sets: z.strictObject({ ...project, service_sets: z.array(set) }),
  };
}

/** A service is a map with an id, or that id alone. */
function named<T extends z.core.$ZodLooseShape>(shape: T) {
  const asMap = (value: unknown) => (typeof value === 'string' || value instanceof Literal ? { id: value } : value);
  return z.pipe(z.transform(asMap), z.strictObject(shape));
}
