// Starts a screen: styles, words, data cache, theme. Every entry's main.ts is one call of startApp.
import './styles/tokens.css'
import './styles/kit.css'
import './styles/print.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp, type App, type Component } from 'vue'
import type { Router } from 'vue-router'
import { loadAnew } from './anew'
import { signInOver } from './again'
import { ApiProblem, isAway } from './api'
import { createWeigeI18n } from './i18n'
import { keepLine } from './line'
import { setTheme, type Theme } from './theme'
import type { Lang, Me } from './types'

export interface AppOptions {
  area: string
  root: Component
  words: Record<Lang, Record<string, unknown>>
  /** Words of further areas, under their names. */
  more?: Record<string, Record<Lang, Record<string, unknown>>>
  theme: Theme
  router?: Router
  /** Further plugins. */
  setup?: (app: App) => void
}

export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // A refusal will not change by asking again; a failure may, and a lost line is watched as a whole (src/shared/line).
        retry: (count, error) => !(error instanceof ApiProblem && error.status >= 400 && error.status < 500) && count < (isAway(error) ? 1 : 2),
        refetchOnWindowFocus: false,
        // Without a network ask all the same: the page then says that nobody answered, instead of waiting in silence.
        networkMode: 'always',
        // Answers are read, never changed: Vue need not watch inside them. Watching every point of ten thousand
        // buildings costs seconds.
        shallow: true,
      },
      // Nor is a deed kept back in silence and done by itself when the line is back: the form says that nobody answered. (What the
      // phone keeps on purpose lies in its outbox, where it is seen.)
      mutations: { networkMode: 'always' },
    },
  })
}

export function startApp(options: AppOptions): App {
  setTheme(options.theme)
  const app = createApp(options.root)
  const words = createWeigeI18n(options.area, options.words, options.more)
  app.use(words)
  const client = queryClient()
  signInOver(words, () => client.getQueryData<Me>(['me'])?.user.username ?? '', () => void client.invalidateQueries())
  keepLine(client)
  app.use(VueQueryPlugin, { queryClient: client })
  if (options.router) {
    loadAnew(options.router)
    app.use(options.router)
  }
  options.setup?.(app)
  app.mount('#app')
  return app
}
