import { type ImageReference, parseImageReference, repositoryMatches } from '../../lib/images';

function reference(image: string): ImageReference {
  const parsed = parseImageReference(image);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.reference;
}

describe('a repository of a manifest', () => {
  test.each([
    ['carts', 'carts:0.10.1'],
    ['carts', 'example.com/carts:0.10.1'],
    ['carts', 'example.com:5000/team/carts:0.10.1'],
    ['team/carts', 'example.com/team/carts'],
    [
      'uk.ac.wellcome/bag_register',
      '975596993436.dkr.ecr.eu-west-1.amazonaws.com/uk.ac.wellcome/bag_register:ref.ea19a75',
    ],
    ['bag_register', '975596993436.dkr.ecr.eu-west-1.amazonaws.com/uk.ac.wellcome/bag_register:ref.ea19a75'],
    ['example.com/images/hatching', 'example.com/images/hatching:1'],
    ['Example.com/images/hatching', 'example.COM/images/hatching:1'],
    ['example.com/images/hatching', 'example.com/images/hatching/00001'],
    ['images/hatching', 'http://example.com/images/hatching/00001'],
    ['localhost:5000/carts', 'localhost:5000/carts:1'],
  ])('%s takes %s', (repository, image) => expect(repositoryMatches(repository, reference(image))).toBe(true));

  test.each([
    ['carts', 'carts-db:0.4.0'],
    ['carts', 'example.com/not-carts:1'],
    ['carts', 'carts/web:1'],
    ['register', 'example.com/uk.ac.wellcome/bag_register'],
    ['team/carts', 'carts:1'],
    ['example.com/images/hatching', 'other.com/images/hatching:1'],
    ['example.com/images/hatching', 'images/hatching:1'],
    ['example.com:5000/carts', 'example.com/carts:1'],
    ['example.com/images/feeding', 'example.com/images/hatching/00001'],
    ['images', 'example.com/images/hatching/00001'],
    ['images/hatching', 'example.com/images/hatching/00001:tagged'],
    ['Not a repository', 'carts:1'],
  ])('%s does not take %s', (repository, image) => expect(repositoryMatches(repository, reference(image))).toBe(false));
});
