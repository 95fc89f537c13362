// Dev server only: the addresses of the product (/cockpit, /desk/…, /m/…, /login, /l) show the html entries.
import type { Plugin } from 'vite'

const PAGES: [RegExp, string][] = [
  [/^\/(cockpit\/?)?$/, 'cockpit'],
  [/^\/desk(\/.*)?$/, 'console'],
  [/^\/m(\/.*)?$/, 'h5'],
  [/^\/login\/?$/, 'login'],
  [/^\/l\/?$/, 'link'],
]

export function devPages(): Plugin {
  return {
    name: 'weige-dev-pages',
    configureServer(server) {
      server.middlewares.use((req, _res, next) => {
        const [path = '/', query] = (req.url ?? '/').split('?')
        const hit = PAGES.find(([pattern]) => pattern.test(path))
        if (hit) req.url = `/static/web/${hit[1]}.html${query ? `?${query}` : ''}`
        next()
      })
    },
  }
}
