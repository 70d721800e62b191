import { createHash } from 'node:crypto';

/**
 * Two commits of a tree whose SHA-1 hashes share their first 7 digits; among some ten thousand there are such.
 *
 * @returns the shared digits, and the commits as git stores them
 */
export function collidingCommits(tree: string): { readonly prefix: string; readonly contents: readonly string[] } {
  const signature = 'Tim <tim@example.com> 1795000000 +0000';
  const seen = new Map<string, string>();
  for (let attempt = 0; ; attempt++) {
    const content = `tree ${tree}\nauthor ${signature}\ncommitter ${signature}\n\n${attempt}\n`;
    const prefix = createHash('sha1').update(`commit ${content.length}\0${content}`).digest('hex').slice(0, 7);
    const earlier = seen.get(prefix);
    if (earlier !== undefined) return { prefix, contents: [earlier, content] };
    seen.set(prefix, content);
  }
}
