// Where to go after signing in: only an address of our own, never another site.

/** The `next` of the query when it is a path on this server, else the page that fits the window. */
export function nextAfter(search: string, origin: string, narrow: boolean): string {
  const asked = new URLSearchParams(search).get('next')
  if (asked) {
    try {
      const url = new URL(asked, origin)
      if (asked.startsWith('/') && url.origin === origin && url.pathname !== '/login') return url.pathname + url.search + url.hash
    } catch {
      // An address that cannot be read is not followed.
    }
  }
  return narrow ? '/m' : '/desk'
}
