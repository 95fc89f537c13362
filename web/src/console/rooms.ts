// Which right a page of the desk needs; without it the page says so instead of asking the server for what it will not give.
const VERBS: readonly (readonly [string, string])[] = [
  ['/cases', 'case.list'], ['/warnings', 'warning.list'], ['/review', 'warning.list'], ['/precision', 'warning.list'],
  ['/devices', 'device.list'], ['/device', 'device.list'], ['/buildings', 'building.list'], ['/places', 'area.list'], ['/tags', 'tag.list'],
  ['/fleet', 'device.list'], ['/register', 'device.list'], ['/zones', 'device.list'], ['/quarantine', 'quarantine.list'], ['/silences', 'silence.list'],
  ['/hotline', 'hotline.list'], ['/duty', 'roster.list'], ['/routing', 'matter.list'], ['/spots', 'spot.list'], ['/offer', 'offer.list'],
  ['/evaluation', 'evaluation.view'], ['/scenarios', 'scenario.list'], ['/papers', 'paper.list'], ['/records', 'paper.list'], ['/offsite', 'offsite.list'],
  ['/transfers', 'transfer.list'], ['/powers', 'power.list'], ['/legal', 'power.list'], ['/paper-kinds', 'power.list'], ['/return-reasons', 'matter.edit'], ['/joint', 'call.list'], ['/brief', 'cockpit.view'], ['/sameness', 'matter.list'],
]
/** Rooms that open to several rights and decide for themselves. */
export const OPEN_TO_SEVERAL = ['/office']

/** The right the page needs, or null where its rooms decide for themselves. */
export function verbOf(path: string): string | null {
  const found = VERBS.filter(([room]) => path === room || path.startsWith(`${room}/`)).sort((a, b) => b[0].length - a[0].length)[0]
  return found ? found[1] : null
}
