// A row of the work list: name and place are cut each by itself, the name first, at every width and in either language.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/console/cases/WorkRow.vue'), 'utf8')
const shrink = (of: string): number => Number(new RegExp(`\\.what a > ${of} \\{ flex: 0 (\\d+) auto`).exec(css)?.[1])
/** The share of the line that name and place have together: the first growing column against the second. */
function share(head: string): number {
  const [, columns = ''] = new RegExp(`${head} \\{ grid-template-columns: ([^;]+);`).exec(css) ?? []
  const [own = 0, other = 0] = [...columns.matchAll(/minmax\(0, ([\d.]+)fr\)/g)].map((found) => Number(found[1]))
  return own / (own + other)
}

describe('a row of the work list', () => {
  it('cuts the name of the matter before the place', () => {
    expect(shrink('b')).toBeGreaterThan(2 * shrink('\\.place'))
  })
  it('gives both more room than the unit on a small desk, in English as in Chinese', () => {
    const small = '@media \\(max-width: 1439px\\) \\{'
    expect(share(`${small} \\.work-cols`)).toBeGreaterThan(0.6)
    expect(share(`${small} .*:lang\\(en\\) \\.work-cols`)).toBeGreaterThan(0.6)
  })
})
