import { whyNotAnId } from './ids.js';

/** What is wrong with a value, as the end of a sentence that begins with its path; undefined if nothing is. */
export type Shape = (value: unknown) => string | undefined;

export const text: Shape = (value) => (isText(value) ? undefined : ' is not a text');

export const id: Shape = (value) => {
  const why = isText(value) ? whyNotAnId(value) : 'it is not a text';
  return why === undefined ? undefined : ` is not an id: ${why}`;
};

export const flag: Shape = (value) => (typeof value === 'boolean' ? undefined : ' is not true or false');

export const count =
  (least: number, most: number): Shape =>
  (value) =>
    Number.isSafeInteger(value) && least <= (value as number) && (value as number) <= most
      ? undefined
      : ` is not a whole number from ${least} to ${most}`;

export const oneOf =
  (...allowed: readonly string[]): Shape =>
  (value) =>
    allowed.includes(value as string) ? undefined : ` is not one of ${allowed.join(', ')}`;

export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined ? undefined : shape(value);

export const list =
  (shape: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return ' is not a list';
    for (const [index, item] of value.entries()) {
      const why = shape(item);
      if (why !== undefined) return `[${index}]${why}`;
    }
    return undefined;
  };

export const mapOf =
  (shape: Shape): Shape =>
  (value) => {
    if (!isObject(value)) return ' is not an object';
    for (const [key, item] of Object.entries(value)) {
      const why = shape(item);
      if (why !== undefined) return `[${JSON.stringify(key)}]${why}`;
    }
    return undefined;
  };

/** An object with at least these members. Others are let be: whoever wrote it may be a later version. */
export const object = (members: Readonly<Record<string, Shape>>): Shape => {
  const shapes = Object.entries(members);
  return (value) => {
    if (!isObject(value)) return ' is not an object';
    for (const [key, shape] of shapes) {
      const why = shape(Object.hasOwn(value, key) ? value[key] : undefined);
      if (why !== undefined) return `.${key}${why}`;
    }
    return undefined;
  };
};

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
