// A tab that stayed open over an update asks for code that is no longer there: the page is loaded anew, instead of staying blank.
import type { Router } from 'vue-router'

const KEY = 'wg-anew'
/** Once for an address within this time: a server that has not got the page is not asked for ever. */
const ONCE_MS = 30_000
/** What Chromium, Firefox, Safari and the bundler say of code or a style sheet that did not come. */
const DID_NOT_COME = /dynamically imported module|importing a module script|preload css/i

export function loadAnew(router: Router, go: (address: string) => void = (address) => location.assign(address)): void {
  router.onError((error: unknown, to) => {
    if (!(error instanceof Error) || !DID_NOT_COME.test(error.message) || !navigator.onLine) return
    const address = router.resolve(to.fullPath).href
    const [before, at] = (sessionStorage.getItem(KEY) ?? '').split(' ')
    if (before === address && Date.now() - Number(at) < ONCE_MS) return
    sessionStorage.setItem(KEY, `${address} ${Date.now()}`)
    go(address)
  })
}
