// A session that ends while something is typed: the page stays and asks to sign in over it; else one goes to the login page.
import { createApp, type App, type Plugin } from 'vue'
import { configureApi, toLogin } from './api'
import SignInAgain from './SignInAgain.vue'
import type { Me } from './types'

const EMPTY: ReadonlySet<string> = new Set(['button', 'submit', 'hidden', 'search', 'password'])

/** Whether the page holds something that leaving it would lose: words in a field of a form, or an open dialog. */
export function holdsWork(page: ParentNode = document): boolean {
  const fields = [...page.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, form input, [role=dialog] input')]
  return page.querySelector('dialog[open]') !== null || fields.some((field) => !EMPTY.has(field.type) && !['checkbox', 'radio'].includes(field.type) && field.value.trim() !== '')
}

/** words: the page's translator; who: the name last signed in with, "" where nobody was; back: after signing in as the same. */
export function signInOver(words: Plugin, who: () => string, back: () => void): void {
  let open: App | null = null
  configureApi({
    onSignedOut: (code) => {
      if (open) return
      if (code !== 'unauthenticated' || !who() || !holdsWork()) return toLogin(code)
      const place = document.body.appendChild(document.createElement('div'))
      const done = (me: Me): void => {
        const same = me.user.username === who()
        open?.unmount()
        open = null
        place.remove()
        // Somebody else sees another page; whoever was given a password chooses one of their own first.
        if (me.must_change_password) toLogin('password_change_required')
        else if (same) back()
        else location.reload()
      }
      open = createApp(SignInAgain, { username: who(), onDone: done })
      open.use(words)
      open.mount(place)
    },
  })
}
