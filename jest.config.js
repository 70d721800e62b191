const source = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  // Tests and examples name the package as its users do and get its sources; test/package is about what is shipped.
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^slipway$': '<rootDir>/lib/index.ts',
    '^slipway/constructs$': '<rootDir>/constructs/index.ts',
    '^slipway/testing$': '<rootDir>/constructs/testing/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/\\.dist-', '<rootDir>/examples/.*/cdk.out'],
};

/** What takes minutes and is proved in the small elsewhere: run before a release, and every night. */
const thorough = process.env.SLIPWAY_THOROUGH === 'true' ? [] : ['\\.thorough\\.test\\.ts$'];

/**
 * Areas whose tests take their time: they start processes, render with the CDK, run the whole command line, or go through
 * worlds. All others are quick, and are run while one writes.
 */
const whole = [
  'acceptance',
  'cli',
  'constructs',
  'crash',
  'examples',
  'gate/exploration',
  'git',
  'promotion/exploration',
  'targets/cloudformation',
];

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: '100%',
  // Generous: a test that kills processes takes its time on a busy machine, and that says nothing about the product.
  testTimeout: 60_000,
  projects: [
    {
      ...source,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...[...whole, 'aws', 'package'].map((area) => `<rootDir>/test/${area}/`),
      ],
    },
    {
      ...source,
      displayName: 'whole',
      testMatch: whole.map((area) => `<rootDir>/test/${area}/**/*.test.ts`),
      testPathIgnorePatterns: ['/node_modules/', ...thorough],
      globalSetup: '<rootDir>/scripts/build/for-tests.cjs',
    },
    {
      ...source,
      displayName: 'aws',
      testMatch: ['<rootDir>/test/aws/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...thorough],
      globalSetup: '<rootDir>/test/aws/emulator/set-up.cjs',
      setupFiles: ['<rootDir>/test/aws/emulator/errors-of-node.cjs'],
    },
  ],
};

// CloudFormation's validation costs each test file that synthesizes two seconds; a test of its own turns it on.
process.env.CDK_VALIDATION ??= 'false';
