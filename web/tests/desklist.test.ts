// The long list: what is in sight, which pages it needs, and that a renewal never moves a row; where a found thing opens.
import { describe, expect, it } from 'vitest'
import { HEAD, KEEP, kept, loadedOf, offsetOf, pagesOf, renewed, SIZE, sightOf, type Paged } from '@/console/cases/scrolling'
import { addressOf } from '@/console/useFind'
import type { CaseRow } from '@/shared/cases/types'
import { decimal, isoDay, measured, percent, weekdays } from '@/shared/format'

const row = (id: number, version = 1): CaseRow => ({ id: String(id), version }) as CaseRow
const page = (from: number, n = 3): CaseRow[] => Array.from({ length: n }, (_, at) => row(from + at))

describe('a list of 100,000 rows', () => {
  it('draws what is in sight and little more, wherever the bar stands', () => {
    const far = sightOf(3_799_000, 900, 38, 100_000)
    expect(far.to).toBe(100_000)
    expect(far.to - far.from).toBeLessThan(50)
    expect(sightOf(0, 900, 38, 100_000).from).toBe(0)
    expect(sightOf(0, 900, 38, 3)).toEqual({ from: 0, to: 3 })
    expect(sightOf(0, 900, 38, 0)).toEqual({ from: 0, to: 0 })
  })
  it('asks for the pages in sight only', () => {
    expect(pagesOf({ from: 0, to: 40 })).toEqual([0])
    expect(pagesOf({ from: SIZE - 3, to: SIZE + 20 })).toEqual([0, 1])
    expect(pagesOf({ from: 99_970, to: 100_000 })).toEqual([999])
    expect(pagesOf({ from: 0, to: 0 })).toEqual([])
  })
  it('keeps so many pages and no more: near what is in sight, the first two, and those with a chosen row', () => {
    let pages: Paged = new Map()
    for (let no = 0; no < 1000; no += 1) pages = kept(new Map(pages).set(no, page(no * SIZE)), { from: no * SIZE, to: no * SIZE + 40 }, new Set([String(300 * SIZE + 1)]))
    expect(pages.size).toBe(KEEP)
    expect([0, 1, 300, 999, 990].every((no) => pages.has(no))).toBe(true)
    expect(pages.has(500)).toBe(false)
    const back = kept(new Map(pages).set(500, page(500 * SIZE)), { from: 500 * SIZE, to: 500 * SIZE + 40 }, new Set())
    expect(back.has(500)).toBe(true)
  })
  it('renews rows where they stand, announces new ones and those that left', () => {
    const before = new Map([[0, page(0)], [4, page(400)]])
    const now = renewed(before, 0, [row(9), row(1, 2), row(0, 3)])
    expect(now.pages.get(0)?.map((one) => [one.id, one.version])).toEqual([['0', 3], ['1', 2], ['2', 1]])
    expect([now.fresh, now.gone]).toEqual([1, 1])
    expect(now.pages.get(4)).toBe(before.get(4))
  })
  it('puts rows below the headings of their groups', () => {
    expect([0, 1, 2, 3, 4].map((at) => offsetOf(at, [0, 3], 92))).toEqual([0, HEAD, HEAD + 92, HEAD + 184, 2 * HEAD + 184])
  })
  it('counts a row of two pages once', () => {
    expect(loadedOf(new Map([[1, page(2)], [0, page(0)]])).map((one) => one.id)).toEqual(['0', '1', '2', '3', '4'])
  })
})

describe('where a found thing opens', () => {
  it.each([
    ['case', '/cases/7'], ['shop', '/places/shop/S%2F1'], ['area', '/places/area/7'], ['road', '/places/road/7'], ['person', '/duty?post=S%2F1'],
  ] as const)('%s', (kind, to) => expect(addressOf({ kind, id: '7', key: 'S/1' })).toBe(to))
})

describe('by locale', () => {
  it('numbers, shares, days', () => {
    expect([decimal(12345.67, 'en'), decimal(0.5, 'zh', 0), percent(0.84, 'en')]).toEqual(['12,345.7', '1', '84%'])
    expect([measured(59.174, 1), measured(61.82, 0), measured(0.0312, 3), measured(-0.001), measured(21, 1)]).toEqual(['59.2', '62', '0.031', '0', '21'])
    expect(isoDay(Date.parse('2026-11-21T17:00:00Z'))).toBe('2026-11-22')
    expect([weekdays('zh')[0], weekdays('en')[6]]).toEqual(['周一', 'Sun'])
  })
})
