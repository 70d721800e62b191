import { createRelease, type Delivery, publish, resolveRelease } from '../../../lib/delivery/index.js';
import { EcrRegistry, SsmCatalogue } from '../../../lib/images/index.js';
import { Stage } from '../../delivery/stage.js';
import { ACCOUNT, describeEmulator, REGION } from '../emulator/index.js';
import { newProject, type OnWire, startOnWire } from './on-wire.js';
import { makeRepository, push } from './pushed-images.js';

const HERE = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const SERVICES = Array.from({ length: 100 }, (_, index) => `service-${String(index).padStart(2, '0')}`);
const tim = { actor: 'tim@example.com' };

let wire: OnWire;

/** A project of a hundred services whose images lie in so many repositories, published under `latest`. */
async function projectOf(repositories: number): Promise<Delivery> {
  const repositoryOf = (index: number) => `images-${index % repositories}`;
  const services = SERVICES.map((id, index) => `  - { id: ${id}, image: ${repositoryOf(index)} }`);
  const manifest = `project: ${newProject()}\nenvironments: [{ id: dev }]\nservices:\n${services.join('\n')}\n`;
  const clients = wire.clients();
  const { delivery } = new Stage(manifest);
  const onAws = { ...delivery, catalogue: new SsmCatalogue(clients.ssm), registry: new EcrRegistry(clients) };
  const images = SERVICES.map((id, index) => `${id}=${HERE}/${repositoryOf(index)}:${id}`);
  await publish(onAws, 'latest', images, tim);
  wire.proxy.forget();
  return onAws;
}

describeEmulator('the calls of making a release of a hundred services', () => {
  beforeAll(async () => {
    wire = await startOnWire();
    const ecr = await wire.aws.clients.ecr();
    for (let index = 0; index < 5; index++) {
      await makeRepository(ecr, `images-${index}`);
      for (const id of SERVICES) await push(ecr, `images-${index}`, id, `${id} ${index}`);
    }
  });
  afterAll(() => wire?.stop());

  test.each([
    [1, 11],
    [2, 12],
    [5, 15],
  ])('from %i repositories are %i: ten for the label, and one for each repository', async (repositories, calls) => {
    const delivery = await projectOf(repositories);
    const { release } = await createRelease(delivery, { choices: [] }, tim);
    expect(wire.proxy.counts()).toEqual({ 'ecr:DescribeImages': repositories, 'ssm:GetParameters': 10 });
    expect(wire.proxy.calls()).toHaveLength(calls);
    const images = Object.values(release.images);
    expect(images).toHaveLength(100);
    expect(images.filter(({ digest }) => digest === undefined)).toEqual([]);
  });

  test('are none for what is recorded, and those again where a label names the release', async () => {
    const delivery = await projectOf(2);
    const { release } = await createRelease(delivery, { choices: [] }, tim);
    wire.proxy.forget();
    expect(await resolveRelease(delivery, release.id)).toEqual(release);
    expect(await createRelease(delivery, { release: '1', choices: [] }, tim)).toEqual({ created: false, release });
    expect(wire.proxy.calls()).toEqual([]);
    expect(await resolveRelease(delivery, 'latest')).toEqual(release);
    expect(wire.proxy.calls()).toHaveLength(12);
  });

  test('change nothing about what was released when a tag is moved', async () => {
    const delivery = await projectOf(1);
    const { release } = await createRelease(delivery, { choices: [] }, tim);
    await push(await wire.aws.clients.ecr(), 'images-0', 'service-07', 'something else');
    expect(await resolveRelease(delivery, '1')).toEqual(release);
    const again = await createRelease(delivery, { choices: [] }, tim);
    expect(again).toMatchObject({
      created: true,
      release: { description: expect.stringMatching(/^service-07 .*@.* --> .*@/) },
    });
  });
});
