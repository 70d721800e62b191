const MAX_SHOWN = 120;

/** A wrong value as it is shown in a message: quoted, control characters escaped, a very long one cut. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text);
}
