import { convertManifest, type Project, readManifest } from '../../lib/manifest/index.js';
import { fixture, fixtureNames, fixturesPresent } from './fixtures.js';

interface Expected {
  /** Per project its id, format, environments and number of services. */
  readonly projects?: readonly string[];
  /** Line, column and code. */
  readonly errors?: readonly string[];
  /** Line and code. */
  readonly warnings: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  '01_storage_2019-02-07_flat_profile.json': {
    projects: ['storage wellcome-flat stage,prod 0'],
    warnings: ['1 NoServices'],
  },
  '01_storage_2020-07-24.yaml': { projects: ['storage wellcome-map stage,prod 16'], warnings: ['30 LikelyTypo'] },
  '02_catalogue_2020-07-16_services_as_strings.json': {
    projects: [
      'mets_adapter wellcome-map prod 1',
      'catalogue_pipeline wellcome-map latest,stage,prod,miro_merging_test 0',
      'catalogue_api wellcome-map latest,staging,prod 0',
    ],
    warnings: ['23 NoServices', '26 EnvironmentIsLabel', '48 NoServices', '51 EnvironmentIsLabel'],
  },
  '03_catalogue_2019-04-29_array.json': {
    projects: [
      'catalogue_api wellcome-list latest,stage,prod 0',
      'catalogue_pipeline wellcome-list latest,stage,prod 0',
    ],
    warnings: ['1 NoServices', '3 EnvironmentIsLabel', '20 NoServices', '22 EnvironmentIsLabel'],
  },
  '03_catalogue_2020-07-16_INVALID_JSON_missing_comma.json': {
    errors: ['51:9 InvalidJson', '64:9 InvalidJson'],
    warnings: [],
  },
  '03_storage_2021-04-12_final.yaml': { projects: ['storage wellcome-map stage,prod 20'], warnings: ['31 LikelyTypo'] },
  '04_catalogue_2019-05-08_map.json': {
    projects: ['catalogue_api wellcome-map latest,stage,prod 0', 'catalogue_pipeline wellcome-map latest,stage,prod 0'],
    warnings: ['2 NoServices', '4 EnvironmentIsLabel', '20 NoServices', '22 EnvironmentIsLabel'],
  },
  '04_catalogue_api_2022-05-30_final_two_accounts.yaml': {
    projects: ['catalogue_api wellcome-map stage,prod 4', 'requests_api wellcome-map stage,prod 1'],
    warnings: [],
  },
  '05_catalogue_2020-07-17_yaml.yaml': {
    projects: [
      'mets_adapter wellcome-map prod 1',
      'calm_adapter wellcome-map prod 1',
      'sierra_adapter wellcome-map prod 0',
      'reindexer wellcome-map prod 0',
      'catalogue_pipeline wellcome-map prod,miro_merging_test 0',
      'catalogue_api wellcome-map staging,prod 0',
    ],
    warnings: ['32 NoServices', '41 NoServices', '50 NoServices', '51 ProductionFirst', '61 NoServices'],
  },
  '07_experience_2021-03-22_three_projects.yaml': {
    projects: [
      'experience wellcome-map stage,prod 2',
      'identity wellcome-map stage,prod 1',
      'identity-admin wellcome-map stage,prod 1',
    ],
    warnings: [],
  },
  '07_storage_2019-08-01_role_arn.json': {
    projects: ['storage wellcome-map stage,prod 0'],
    warnings: ['2 NoServices'],
  },
  // Both forms are legal on their own and what was meant is certain, so the mixture is only warned of.
  '08_storage_2020-07-24_INVALID_mixed_string_and_object_service.yaml': {
    projects: ['storage wellcome-map stage,prod 16'],
    warnings: ['21 MixedForms', '30 LikelyTypo'],
  },
  // That the id is another project's cannot be known from the file alone.
  '09_experience_2020-09-16_WRONG_project_id_storage.yaml': {
    projects: ['storage wellcome-map stage,prod 2'],
    warnings: [],
  },
  '11_catalogue_2019-11-14_tf_stack_root.json': {
    projects: [
      'catalogue_pipeline wellcome-map latest,stage,prod 0',
      'catalogue_api wellcome-map latest,staging,prod 0',
    ],
    warnings: ['2 NoServices', '5 EnvironmentIsLabel', '23 NoServices', '26 EnvironmentIsLabel'],
  },
  '12_catalogue_2021-03-01_INVALID_before_format_fix.yaml': { errors: ['45:11 InvalidYaml'], warnings: [] },
  '18_archivematica_storage_service.yaml': {
    projects: ['archivematica wellcome-map prod,staging 1'],
    warnings: ['3 ProductionFirst'],
  },
};

const describeReal = fixturesPresent ? describe : describe.skip;

function project(name: string, index = 0): Project {
  const found = readManifest(fixture(name)).manifest?.projects[index];
  if (found === undefined) throw new Error(`${name} has no project ${index}`);
  return found;
}

describeReal('manifests that were really committed', () => {
  test('every one of them has an expected outcome', () => {
    expect(fixtureNames).toEqual(Object.keys(expected).sort());
  });

  test.each(fixtureNames)('%s is read as meant, or refused for its true reason at its line', (name) => {
    const { manifest, errors, warnings } = readManifest(fixture(name), { file: name });
    const projects = manifest?.projects.map(
      ({ id, format, environments, serviceSets }) =>
        `${id} ${format} ${environments.map((environment) => environment.id)} ${serviceSets[0]?.services.length}`,
    );
    expect({
      projects,
      errors: errors.map(({ code, at }) => `${at?.line}:${at?.column} ${code}`),
      warnings: warnings.map(({ code, at }) => `${at?.line} ${code}`),
    }).toEqual({
      projects: expected[name]?.projects,
      errors: expected[name]?.errors ?? [],
      warnings: expected[name]?.warnings,
    });
  });

  test.each(fixtureNames)('%s is the same project after its conversion to our own format', (name) => {
    for (const before of readManifest(fixture(name)).manifest?.projects ?? []) {
      const text = convertManifest(before);
      const { terraformRoot, ...kept } = before;
      expect(readManifest(text).manifest?.projects).toEqual([{ ...kept, format: 'slipway' }]);
      if (terraformRoot !== undefined) expect(text).toContain(`# Its Terraform was in ${terraformRoot}.`);
    }
  });

  test('a missing comma is told with the line where it is missing', () => {
    const [first] = readManifest(fixture('03_catalogue_2020-07-16_INVALID_JSON_missing_comma.json')).errors;
    expect(first?.message).toBe('a comma is missing before "name"');
    expect(first?.hint).toContain('line 50');
  });

  test('a key after a key in one line is told in words', () => {
    const [first] = readManifest(fixture('12_catalogue_2021-03-01_INVALID_before_format_fix.yaml')).errors;
    expect(first?.message).toContain('"- id: sierra_indexer:" has one ":" too many');
  });

  test('a repository that feeds several services gives each of them a container of that repository', () => {
    const { services } = project('01_storage_2020-07-24.yaml').serviceSets[0] ?? { services: [] };
    const fed = services.filter(({ containers }) => containers.some(({ repository }) => repository === 'bag_verifier'));
    expect(fed.map(({ id }) => id)).toEqual([
      'bag-verifer-pre-replication',
      'bag-verifier-primary',
      'bag-verifier-glacier',
    ]);
    expect(fed.map(({ containers }) => containers.map(({ artifact }) => artifact))).toEqual(fed.map(({ id }) => [id]));
  });

  test('a service that several repositories feed has a container for each, under the repository’s id', () => {
    const { services } = project('01_storage_2020-07-24.yaml').serviceSets[0] ?? { services: [] };
    const ingests = services.find(({ id }) => id === 'ingests-service');
    expect(ingests?.containers.map(({ id, artifact, repository }) => [id, artifact, repository])).toEqual([
      ['ingests_api', 'ingests-service/ingests_api', 'ingests_api'],
      ['ingests_tracker', 'ingests-service/ingests_tracker', 'ingests_tracker'],
      ['ingests_worker', 'ingests-service/ingests_worker', 'ingests_worker'],
    ]);
  });

  test('account, region, role, profile and GitHub repository become where the project lives', () => {
    expect(project('01_storage_2020-07-24.yaml').aws).toEqual({
      account: '975596993436',
      roleArn: 'arn:aws:iam::975596993436:role/storage-ci',
    });
    expect(project('04_catalogue_api_2022-05-30_final_two_accounts.yaml', 1).aws).toEqual({
      account: '770700576653',
      region: 'eu-west-1',
      roleArn: 'arn:aws:iam::770700576653:role/identity-ci',
    });
    expect(project('03_catalogue_2019-04-29_array.json')).toMatchObject({
      aws: { profile: 'platform-dev' },
      repository: 'wellcometrust/catalogue',
    });
    expect(project('11_catalogue_2019-11-14_tf_stack_root.json').terraformRoot).toBe('pipeline/terraform');
  });

  test('the registry stands before a repository only where its account and region are really said', () => {
    const mets = project('05_catalogue_2020-07-17_yaml.yaml').serviceSets[0]?.services[0];
    expect(mets?.containers[0]?.repository).toBe(
      '760097843905.dkr.ecr.eu-west-1.amazonaws.com/uk.ac.wellcome/mets_adapter',
    );
  });
});
