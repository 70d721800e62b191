import { MemoryCatalogue } from '../../lib/images';
import { catalogueConformance } from './catalogue-conformance';

catalogueConformance('memory', async () => {
  const catalogue = new MemoryCatalogue();
  return { open: () => catalogue, close: async () => {} };
});
