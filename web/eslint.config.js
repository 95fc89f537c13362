// Lint rules of the front end; each departure from the recommended sets says why.
import globals from 'globals'
import pluginVue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

const areas = ['cockpit', 'console', 'h5', 'login', 'link']
const siblings = (own) => ({
  files: [`src/${own}/**`],
  rules: {
    // Screens share through src/shared only, so that each can be read alone.
    'no-restricted-imports': ['error', { patterns: areas.filter((a) => a !== own).map((a) => `@/${a}/*`) }],
  },
})

export default tseslint.config(
  { ignores: ['node_modules', 'src/shared/api-schema.d.ts', 'test-results'] },
  ...tseslint.configs.strict,
  ...pluginVue.configs['flat/recommended'],
  {
    files: ['**/*.{ts,vue,mjs}'],
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] },
    },
    rules: {
      'max-lines': ['error', { max: 400 }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // TypeScript itself checks names; the rule does not know DOM types.
      'no-undef': 'off',
      // The content-security policy refuses style attributes and markup from strings.
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': 'error',
      'vue/define-props-declaration': 'error',
      'vue/multi-word-component-names': 'off',
      // Layout is the author's; these two fight with one-line elements.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'always', component: 'always' } }],
    },
  },
  ...areas.map(siblings),
  {
    files: ['dev/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
)
