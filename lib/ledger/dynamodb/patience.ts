const FIRST_MS = 25;
const LONGEST_MS = 1_000;

/**
 * Waits before a call is made again: longer with every try, and by chance, so that those who met do not meet again.
 *
 * @param tries how often it was tried so far
 */
export async function waitAfter(tries: number): Promise<void> {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries);
  const wait = longest * (0.5 + Math.random() / 2);
  await new Promise((resolve) => setTimeout(resolve, wait));
}
