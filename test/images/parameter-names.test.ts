import fc from 'fast-check';
import type { ArtifactKey, EnvironmentId, Label, ProjectId, ServiceSetId } from '../../lib/ids';
import { whyNotAnId } from '../../lib/ids';
import { deploymentParameterName, imageParameterName, parseImageParameterName } from '../../lib/images';
import { readFixture } from './fixture';
import { problemsOf } from './problems-of';

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,12}$/).filter((text) => whyNotAnId(text) === undefined);
const project = id.filter((text) => !/^(?:aws|ssm)/i.test(text));

describe('the name of an image’s parameter', () => {
  test.each([
    ['storage', 'latest', 'archivist', '/storage/images/latest/archivist'],
    ['bugfarm_73649', 'latest', 'hatching', '/bugfarm_73649/images/latest/hatching'],
    ['sockshop', 'v2-branch', 'web/nginx', '/sockshop/images/v2-branch/web/nginx'],
  ])('of project %s, label %s and artifact %s is as its users know it', (projectId, label, artifact, name) => {
    expect(imageParameterName(projectId as ProjectId, label as Label, artifact as ArtifactKey)).toBe(name);
  });

  test('is read back to exactly what it was made of', () => {
    const artifact = fc.oneof(
      id,
      fc.tuple(id, id).map((parts) => parts.join('/')),
    );
    fc.assert(
      fc.property(project, id, artifact, (projectId, label, key) => {
        const name = imageParameterName(projectId as ProjectId, label as Label, key as ArtifactKey);
        expect(parseImageParameterName(name)).toEqual({ ok: true, project: projectId, label, artifact: key });
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['storage/images/latest/archivist', 'does not begin with "/"'],
    ['/storage/deployments/prod/archivist', 'second part is not "images"'],
    ['/storage/images/latest', 'not of the form'],
    ['/storage/images/latest/web/nginx/more', 'not of the form'],
    ['/storage/images//archivist', 'it is empty'],
    ['/storage/images/latest/', 'it is empty'],
    ['//images/latest/archivist', 'it is empty'],
    ['/storage/images/latest/arch ivist', 'may hold only'],
    ['/storage/images/latest/..', 'may hold only'],
    ['/awsome/images/latest/archivist', '"aws" or "ssm"'],
    ['/SSM-tools/images/latest/archivist', '"aws" or "ssm"'],
    [`/storage/images/latest/${'x/'.repeat(12)}x`, 'more than 15 levels'],
    [`/storage/images/latest/${'x'.repeat(1000)}`, 'longer than'],
  ])('%s is refused with the reason', (name, reason) => {
    const parsed = parseImageParameterName(name);
    expect(parsed.ok ? 'accepted' : parsed.message).toContain(reason);
  });

  test('is refused where SSM would refuse it', () => {
    const [problem] = problemsOf(() =>
      imageParameterName('awsome' as ProjectId, 'latest' as Label, 'carts' as ArtifactKey),
    );
    expect(problem).toMatchObject({ code: 'InvalidParameterName', message: expect.stringContaining('/awsome/') });
  });

  test('is understood for every parameter of a real project', () => {
    const parameters = readFixture<{ name: string }[]>('images/storage_parameters.json') ?? [];
    for (const { name } of parameters) {
      const parsed = parseImageParameterName(name);
      expect(parsed.ok && imageParameterName(parsed.project, parsed.label, parsed.artifact)).toBe(name);
    }
  });
});

describe('the name of a deployment’s parameter', () => {
  const sockshop = 'sockshop' as ProjectId;
  const dev = 'dev' as EnvironmentId;

  test('names project and environment, and the set where there are several', () => {
    expect(deploymentParameterName(sockshop, dev)).toBe('/sockshop/deployments/dev');
    expect(deploymentParameterName(sockshop, dev, 'adapters' as ServiceSetId)).toBe(
      '/sockshop/deployments/dev/adapters',
    );
  });

  test('is never taken for an image’s', () => {
    expect(parseImageParameterName(deploymentParameterName(sockshop, dev, 'a' as ServiceSetId)).ok).toBe(false);
  });
});
