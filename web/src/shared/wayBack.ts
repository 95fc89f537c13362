// The way out of a page that is not there or not for one: the page before it, else the first one of the screen.
const HOME = /^\/(desk|m)(?=\/|$)/

/** What "back" leads to; "" where there is nothing to go back to (a link's page, the wall, the first page itself). */
export function backTo(path = location.pathname, state: unknown = history.state): 'before' | 'home' | '' {
  const home = HOME.exec(path)?.[0]
  if (!home) return ''
  if ((state as { back?: string | null } | null)?.back) return 'before'
  return path.replace(/\/$/, '') === home ? '' : 'home'
}
export function goBack(): void {
  if (backTo() === 'before') history.back()
  else location.assign(HOME.exec(location.pathname)?.[0] ?? '/')
}
