import { gatedMachine, gatedShop } from './gated.js';
import type { Machine } from './machine.js';

const APPROVE = ['approve', '1', '--environment', 'production'];

describe('approve', () => {
  let begun: Machine;
  let machine: Machine;

  beforeAll(async () => {
    begun = await gatedMachine();
  });
  beforeEach(() => {
    machine = begun.copy();
  });
  afterEach(() => machine.remove());
  afterAll(() => begun.remove());

  const by = (who: string, ...more: string[]) => [...APPROVE, '--actor', `${who}@example.com`, ...more];

  test('records exactly the change that a preview shows, tells what it is and how many approvals are still missing', async () => {
    const { json: preview } = await machine.json('preview', '1', '--environment', 'production');
    const { code, json } = await machine.json(...by('sue', '--reason', 'I looked at it', '--preview', preview.hash));
    expect(code).toBe(0);
    expect(json).toMatchObject({
      recorded: true,
      at: '2026-11-20T09:30:00Z',
      actor: 'sue@example.com',
      reason: 'I looked at it',
      fact: {
        type: 'approval.granted',
        change: { release: preview.release, environment: 'production', serviceSet: 'main' },
        preview: preview.hash,
      },
      preview: preview.hash,
      risks: preview.risks,
      approvals: {
        asked: 2,
        by: ['sue@example.com'],
        missing: 1,
        from: '1 of tom@example.com and ann@example.com (sre)',
      },
      eligible: false,
      notes: [],
    });
    const text = await machine.do(...by('tom'));
    expect(text).toMatch(
      /^Approved release 1 \(rel-\w+\) in production, by tom@example.com\.\n {2}\(new\) +--> carts:1\n/,
    );
    expect(text).toContain('! carts:1 has no digest');
    expect(text).toContain(
      `hash ${preview.hash}\nIt has 2 of 2 approvals.\nNext: \`slipway deploy 1 --environment production\``,
    );
    expect((await machine.run('deploy', '1', '--environment', 'production')).code).toBe(0);
  });

  test('names the command that says what is still missing', async () => {
    expect(await machine.do(...by('sue'))).toMatch(
      /\nIt has 1 of 2 approvals: 1 more is needed, from 1 of tom@example\.com and ann@example\.com \(sre\)\.\nNext: `slipway why 1 --environment production`\n$/,
    );
  });

  test('records an approval once', async () => {
    await machine.do(...by('sue'));
    const before = machine.contents();
    expect(await machine.do(...by('SUE'))).toContain('Nothing to change: SUE@example.com approved');
    expect((await machine.json(...by('sue'))).json).toMatchObject({ recorded: false, approvals: { missing: 1 } });
    expect(machine.contents()).toEqual(before);
  });

  test.each([
    ['tim', 'OwnRelease', 'made the release'],
    ['bob', 'RoleMissing', 'does not have the role sre'],
  ])('refuses %s at once, whose approval could not count, and records nothing', async (who, code, why) => {
    const before = machine.contents();
    const ended = await machine.json(...by(who));
    expect(ended).toMatchObject({ code: 3, json: { error: { code, message: expect.stringContaining(why) } } });
    expect(machine.contents()).toEqual(before);
  });

  test('refuses where the change is not the one that was looked at any more', async () => {
    const { json: preview } = await machine.json('preview', '1', '--environment', 'production');
    machine.write('slipway.yaml', gatedShop.replace('id: web, image: web', 'id: web, image: web, ports: [80]'));
    const { code, json } = await machine.json(...by('sue', '--preview', preview.hash));
    expect(code).toBe(4);
    expect(json.error).toMatchObject({
      code: 'PreviewChanged',
      message: expect.stringContaining('the manifest'),
      hint: expect.stringContaining('slipway preview 1 --environment production'),
    });
  });

  test('tells everything that is wrong with the input at once', async () => {
    const { code, json } = await machine.json('approve', '9', '--environment', 'prodution', '--target', 'moon');
    expect(code).toBe(2);
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      'UnknownEnvironment',
      'UnknownRelease',
      'UnknownTarget',
    ]);
    expect(await machine.run('approve', '1')).toMatchObject({ code: 2, err: expect.stringContaining('--environment') });
  });

  test('shows at a terminal what it is about, and records nothing without a yes', async () => {
    machine.answer = false;
    const declined = await machine.run(...by('sue'));
    expect(declined).toMatchObject({ code: 1, err: expect.stringMatching(/You are about to approve .*\n.*carts:1\n/) });
    expect(machine.questions).toEqual(['Do you approve of exactly this change?']);
    machine.answer = true;
    expect((await machine.run(...by('sue'))).out).toMatch(/^Approved .*\nIt has 1 of 2/);
  });

  test('is recorded where none is asked for, too, as it lifts a warning', async () => {
    const text = await machine.do('approve', '1', '--environment', 'dev', '--actor', 'sue@example.com');
    expect(text).toContain('Nothing to approve: dev runs release 1');
    await machine.do('release', 'create', '--from-release', '1', '--set', 'web=web:2');
    const { json } = await machine.json('approve', '2', '--environment', 'dev', '--actor', 'bob@example.com');
    expect(json).toMatchObject({
      recorded: true,
      approvals: { asked: 0, missing: 0 },
      eligible: true,
      notes: ['dev asks for no approvals; what this one does is to lift a warning'],
    });
  });
});
