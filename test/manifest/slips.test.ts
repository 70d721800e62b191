import { readManifest } from '../../lib/manifest/index.js';

/** Line, code and message of every error. */
function errors(text: string): readonly string[] {
  return readManifest(text).errors.map(({ code, message, at }) => `${at?.line} ${code}: ${message}`);
}

function hints(text: string): readonly (string | undefined)[] {
  return readManifest(text).errors.map(({ hint }) => hint);
}

describe('a slip of the pen is told where it is', () => {
  const map = 'project: shop\nenvironments:\n  - id: dev\n    name: Dev\n';
  test.each<[string, string, string]>([
    [
      'a second colon in a line',
      `${map}services:\n  - id: web:\n    image: web\n`,
      '6 InvalidYaml: the line "- id: web:" has one ":" too many: what stands after "key:" in the same line cannot be a key again',
    ],
    [
      'a key that is indented too far',
      `${map}services:\n  - id: web\n     image: web\n`,
      '7 InvalidYaml: the indentation does not fit what stands around it: "image: web"',
    ],
    [
      'a key that is indented too far, after blank lines and comments',
      'project: shop\nname: Shop\n\n# where it runs\n environments:\n  - id: dev\n',
      '5 InvalidYaml: the indentation does not fit what stands around it: "environments:"',
    ],
    [
      'an item that is indented less than its neighbours',
      `${map}services:\n    - id: web\n      image: web\n  - id: api\n`,
      '8 InvalidYaml: the indentation does not fit what stands around it: "- id: api"',
    ],
    [
      'an item without its dash',
      `${map}services:\n  - id: web\n   id: api\n`,
      '7 InvalidYaml: the indentation does not fit the list before: "id: api"',
    ],
    [
      'a project that is indented',
      'a:\n  environments: [{ id: dev }]\n\n# the other one\n b:\n  environments: [{ id: dev }]\n',
      '5 InvalidYaml: the indentation does not fit what stands around it: "b:"',
    ],
    [
      'a merge that was not finished, in YAML',
      `${map}<<<<<<< HEAD\nservices: []\n=======\nservices: []\n>>>>>>> other\n`,
      '5 InvalidYaml: a merge was not finished here: "<<<<<<< HEAD"',
    ],
    [
      'a merge that was not finished, in JSON',
      '{ "project": "shop",\n<<<<<<< HEAD\n"environments": [{ "id": "dev" }], "services": [] }\n',
      '2 InvalidJson: a merge was not finished here: "<<<<<<< HEAD"',
    ],
    [
      'a quote that JSON lost',
      '{ "project": "shop",\n  environments": [{ "id": "dev" }], "services": [] }\n',
      '2 InvalidJson: a key in double quotes is expected here, not "environments"',
    ],
    [
      'a bracket that is not closed',
      `${map}    after: [a, b\nservices: []\n`,
      '6 InvalidYaml: a "]" is missing before "services: []"',
    ],
    [
      'a bracket that is not closed at the end',
      'project: shop\nservices: [a',
      '2 InvalidYaml: a "]" is missing at the end of the file',
    ],
    [
      'a quote that is not closed',
      'project: shop\nname: "The Shop\nenvironments:\n  - id: dev\n',
      '2 InvalidYaml: a quote is not closed: "name: "The Shop"',
    ],
    [
      'a character that begins no text',
      `${map}services: [{ id: web, image: web, name: @web }]\n`,
      '5 InvalidYaml: a text cannot begin with "@": "services: [{ id: web, image: web, name: @web }]"',
    ],
    [
      'a colon too many between brackets',
      `${map}services: { id: web: image }\n`,
      '5 InvalidYaml: inside brackets there is one ":" too many: "services: { id: web: image }"',
    ],
    [
      'a bracket that JSON lost',
      '"project": {\n  "id": "shop"\n  }\n}\n',
      '4 InvalidYaml: this does not belong here: "}"',
    ],
  ])('%s', (_, text, expected) => {
    expect(errors(text)).toEqual([expected]);
  });

  test('an id whose colon was lost is told with what was meant', () => {
    const text =
      'a:\n  environments: [{ id: dev }]\n  image_repositories:\n    - id: web\n      services:\n        - id web\n';
    expect(hints(text)).toEqual(['write `id: web`']);
  });
});
