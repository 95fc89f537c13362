// Whether a page lies within a room of the desk: a case within the cases, a meeting within joint action.

/** Pages whose address does not begin with their room's entry in the side bar. */
const ALSO: Record<string, string[]> = {
  '/joint/calls': ['/joint'],
  '/papers': ['/offsite', '/transfers', '/powers', '/paper-kinds', '/legal'],
  '/devices': ['/device', '/buildings', '/fleet', '/register', '/zones'],
  '/warnings': ['/review', '/precision'],
}
const under = (path: string, address: string): boolean => path === address || path.startsWith(`${address}/`)

/** Whether the side bar's entry is where we are. */
export const inRoom = (path: string, entry: string): boolean => [entry, ...(ALSO[entry] ?? [])].some((address) => under(path, address))

/** Whether a tab's page, or a page of one of its rows, is open. */
export const inTab = (path: string, tab: string): boolean => under(path, tab)
