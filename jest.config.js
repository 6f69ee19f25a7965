/** Tests run as native ES modules (see the `jest` script in package.json); swc only strips the types. */
export default {
  testEnvironment: 'node',
  // One a core: jest leaves one free, which on two cores means one after the other.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          experimental: { keepImportAttributes: true },
          parser: { syntax: 'typescript' }
        },
        module: { type: 'es6' }
      }
    ]
  },
  testTimeout: 30_000
}
