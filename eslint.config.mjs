import tseslint from 'typescript-eslint';

const providerRoot = {
  name: '@cdktf/provider-aws',
  message:
    'import the resource by its own path (@cdktf/provider-aws/lib/<resource>): the root takes seconds to load',
};

export default tseslint.config(
  { ignores: ['dist', 'cdktf.out', 'node_modules', 'coverage'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [providerRoot] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // a configuration and a CommonJS hook are loaded by name
    files: ['stacks/load-configuration.ts', '**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            providerRoot,
            'cdktf',
            'constructs',
            'commander',
            'fs',
            'path',
            'process',
            'child_process',
            'os',
            'http',
            'https',
          ],
          patterns: [
            {
              group: ['@cdktf/*', '@aws-sdk/*', '@duckdb/*'],
              message: 'core is pure: data in, data or text out',
            },
            {
              regex: '^node:(?!crypto$|net$)',
              message: 'core is pure: no files, clock, environment or network (node:net only for isIP)',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'core is pure: time comes in as an argument' },
        { object: 'Math', property: 'random', message: 'core is pure: chance comes in as an argument' },
      ],
    },
  },
);
