import type { Findings } from '../findings.js';
import { readJson } from './json.js';
import type { TreeNode } from './tree.js';
import { readYaml } from './yaml.js';

/**
 * The tree of a text, told by its content and never by its file's name: what begins with a bracket is JSON (which may
 * hold tabs, as YAML may not), and YAML where it is only that. Undefined: there were errors.
 */
export function parse(findings: Findings): TreeNode | undefined {
  if (!/^\s*[[{]/.test(findings.source.text)) return readYaml(findings);
  const asJson = findings.forSameText();
  const json = readJson(asJson);
  const slip = asJson.errors.find((problem) => problem.code === 'InvalidJson');
  const asYaml = findings.forSameText();
  const yaml = slip === undefined ? undefined : readYaml(asYaml);
  if (slip === undefined || yaml === undefined) {
    findings.take(asJson);
    return json;
  }
  findings.take(asYaml);
  const offset = findings.source.offset(slip.at);
  findings.warn('NotQuiteJson', { offset, path: '' }, `not JSON, read as YAML: ${slip.message}`, slip.hint);
  return yaml;
}
