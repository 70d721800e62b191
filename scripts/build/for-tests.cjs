/** Jest's global set-up of the tests that run the built programs: builds where `dist` is older than its sources. */
module.exports = async function buildForTests() {
  const { isFresh } = await import('./places.mjs');
  if (isFresh()) return;
  const { buildPackage } = await import('./build.mjs');
  const { errors, missing } = await buildPackage();
  const remarks = [...errors, ...missing];
  const found = remarks.length === 0 ? '' : `; ${remarks.length} remarks, the first: ${remarks[0]}`;
  console.log(`\ndist/ was older than its sources and is built now${found}`);
};
