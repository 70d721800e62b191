/** How the CDK marks what went wrong: new and older command lines, and whatever Node prints. */
const MARKS = [/^‣ \w+: (?<words>.+)$/, /^❌ .* failed: (?:\w*Error: )?(?<words>.+)$/, /^\w*Error: (?<words>.+)$/];

/** What the CDK's own lines say of a failure that CloudFormation knows nothing of; one sentence each, causes last. */
export function cdkReasons(lines: readonly string[]): readonly string[] {
  const all = lines.map((line) => line.trim());
  const marked = all.flatMap((line, index) => {
    const words = MARKS.map((mark) => mark.exec(line)?.groups?.words).find(Boolean);
    if (words === undefined) return [];
    return [words.endsWith(':') ? `${words} ${all[index + 1] ?? ''}`.trim() : words];
  });
  return marked.length > 0 ? [...new Set(marked)] : [all.at(-1) ?? 'the cdk says nothing'];
}
