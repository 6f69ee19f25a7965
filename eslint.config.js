import js from '@eslint/js'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      // Type-only imports vanish from the compiled function; others must be resolved there.
      '@typescript-eslint/consistent-type-imports': 'error',
      // An index proven in range reads better than a check that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Headers, properties and traits are dictionaries.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // A leading underscore says that a value is taken out of an object on purpose.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  }
)
