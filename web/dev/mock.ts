// Dev server only (WEIGE_MOCK=1): answers a few of the server's addresses so that a screen can be built before its backend.
import type { Plugin } from 'vite'

export function devMock(): Plugin {
  return {
    name: 'weige-dev-mock',
    configureServer(server) {
      server.middlewares.use('/healthz', (_req, res) => {
        res.setHeader('Content-Type', 'application/json')
        res.end(JSON.stringify({ status: 'ok', time: new Date().toISOString(), speed: 1, version: 'dev' }))
      })
    },
  }
}
