import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Users may call anything `constructor` or `__proto__`: what they wrote is looked up in a `Map`, or among a record's own
 * keys. Names from their text are called `key` (`name.key`, `callee.key`); `in` looks at every object's members too.
 */
const ownKeysOnly = [
  {
    selector: 'BinaryExpression[operator="in"][left.type!="Literal"][left.type!="PrivateIdentifier"]',
    message: '`in` finds what every object has, such as `constructor`: use `Object.hasOwn` or a `Map`.',
  },
  {
    selector:
      'MemberExpression[computed=true][property.type="MemberExpression"][property.property.name="key"]',
    message: 'A name from the text may be `constructor`: use `ownValue` or a `Map`.',
  },
  {
    selector: 'MemberExpression[property.name="hasOwnProperty"]',
    message: 'An object may have a key `hasOwnProperty`: use `Object.hasOwn`.',
  },
];

const noDefaultExports = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name; default exports hide what a module is.',
};

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '**/*_pb.ts', 'test/**/fixtures/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', noDefaultExports, ...ownKeysOnly],
    },
  },
  // Bundlers' configurations import plugins by default.
  {
    files: ['integrations/{vite,rollup,esbuild,webpack,unplugin}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...ownKeysOnly] },
  },
  { files: ['*.config.{ts,js}'], rules: { 'no-restricted-syntax': 'off' } },
  // What tests look up are names of their own.
  { files: ['test/**'], rules: { 'no-restricted-syntax': ['error', noDefaultExports] } },
  { files: ['cli/**', 'bench/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['grammar/**/*.ts', 'compiler/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['node:*'] }] },
  },
);
