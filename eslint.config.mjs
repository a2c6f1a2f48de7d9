import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'models', 'outputs', 'node_modules'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  { files: ['commands/**', 'bench/**', 'test/**', '*.mjs', '**/*.mjs'], rules: { 'no-console': 'off' } },
);
