import { canonicalJson, sha256 } from '../../lib/canonical.js';
import { computedFingerprint, GATE_TYPE, hasGate, templateHash } from '../../lib/targets/index.js';

const plain = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });

function gated(fingerprint: string, topic = 'a'): string {
  const Gate = { Type: GATE_TYPE, Properties: { Request: '{}', Fingerprint: fingerprint } };
  const Topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: topic } };
  return JSON.stringify({ Resources: { Topic, Gate } });
}

describe('the hash of a template', () => {
  test('is that of its bytes where it has no gate, and where it is no template', () => {
    for (const text of [plain, `${plain}\n`, 'no template', `no template, but ${GATE_TYPE}`, '{"Resources":[]}']) {
      expect(templateHash(text)).toBe(sha256(text));
      expect(hasGate(text)).toBe(false);
      expect(computedFingerprint(text)).toBeUndefined();
    }
  });

  test('is what its gate says where it has one', () => {
    expect(templateHash(gated('f1'))).toBe('f1');
    expect(hasGate(gated('f1'))).toBe(true);
  });
});

describe('the fingerprint of a template', () => {
  test('is the hash of its content without the fingerprint itself', () => {
    const computed = computedFingerprint(gated('anything'));
    expect(computed).toBe(sha256(canonicalJson(JSON.parse(gated('')))));
    expect(computedFingerprint(gated('something else'))).toBe(computed);
  });

  test('changes with everything else', () => {
    expect(computedFingerprint(gated('', 'b'))).not.toBe(computedFingerprint(gated('', 'a')));
  });
});
