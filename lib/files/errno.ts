/** Whether something thrown is the operating system's error of that name. */
export function isErrno(error: unknown, code: string): boolean {
  return errnoOf(error) === code;
}

/** The operating system's name for an error, or undefined for any other error. Known by its form: it may come from another realm. */
export function errnoOf(error: unknown): string | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' ? code : undefined;
}

/** What an action gives, or undefined where what it works on is not there. A file in the place of a folder is not nothing. */
export function ifThere<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}
