import type { Findings } from '../findings.js';
import { readJson } from './json.js';
import { entries, items, type TreeNode } from './tree.js';
import { readYaml } from './yaml.js';

/**
 * The tree of a text, told by its content and never by its file's name: what begins with a bracket is JSON (which may
 * hold tabs, as YAML may not), and YAML where it is only that. Undefined: there were errors.
 */
export function parse(findings: Findings): TreeNode | undefined {
  const looksLikeJson = /^\s*[[{]/.test(findings.source.text);
  if (refuseUnfinishedMerge(findings, looksLikeJson ? 'InvalidJson' : 'InvalidYaml')) return undefined;
  if (!looksLikeJson) return readYaml(findings);
  const asJson = findings.forSameText();
  const json = readJson(asJson);
  const slip = asJson.errors.find((problem) => problem.code === 'InvalidJson');
  const asYaml = findings.forSameText();
  const yaml = slip === undefined ? undefined : readYaml(asYaml);
  if (slip === undefined || yaml === undefined || hasQuoteInKey(yaml)) {
    findings.take(asJson);
    return json;
  }
  findings.take(asYaml);
  const offset = findings.source.offset(slip.at);
  findings.warn('NotQuiteJson', { offset, path: '' }, `not JSON, read as YAML: ${slip.message}`, slip.hint);
  return yaml;
}

/** The marks that git leaves in a file; a parser sees in them whatever it likes. */
function refuseUnfinishedMerge(findings: Findings, code: 'InvalidJson' | 'InvalidYaml'): boolean {
  const mark = /^(?:<{7}|>{7})(?: .*)?$/m.exec(findings.source.text);
  if (mark === null) return false;
  const message = `a merge was not finished here: "${mark[0].slice(0, 60).trimEnd()}"`;
  findings.error(code, { offset: mark.index, path: '' }, message, 'choose one side, and remove the marks');
  return true;
}

/** JSON that lost a quote is YAML with a key such as `name"`, which nobody meant. */
function hasQuoteInKey(node: TreeNode): boolean {
  return (
    items(node).some(hasQuoteInKey) || entries(node).some(({ key, value }) => key.includes('"') || hasQuoteInKey(value))
  );
}
