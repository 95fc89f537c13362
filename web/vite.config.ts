// Build of the screens: one project, five html entries, output served by Django under /static/web/.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type PluginOption } from 'vite'
import { devPages } from './dev/pages.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const BACKEND = process.env.WEIGE_BACKEND ?? 'http://127.0.0.1:8000'

export default defineConfig(({ command }) => {
  const plugins: PluginOption[] = [vue()]
  if (command === 'serve') plugins.push(devPages())
  return {
    base: '/static/web/',
    plugins,
    resolve: { alias: { '@': at('./src') } },
    server: {
      port: 5173,
      proxy: Object.fromEntries(
        ['/api', '/healthz', '/admin', '/static/admin'].map((path) => [path, { target: BACKEND }]),
      ),
    },
    build: {
      outDir: '../weige/web_dist',
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: 'es2022',
      // Nothing is inlined: the content-security policy is 'self' only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // MapLibre alone is 1.1 MB; it is loaded only where a map is shown.
      chunkSizeWarningLimit: 1300,
      rolldownOptions: {
        input: Object.fromEntries(['cockpit', 'console', 'h5', 'login', 'link'].map((name) => [name, at(`./${name}.html`)])),
        output: {
          // Some servers do not know .mjs as a script; the worker is emitted as .js.
          assetFileNames: (info) => (info.names[0]?.endsWith('.mjs') ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]'),
        },
      },
    },
  }
})
