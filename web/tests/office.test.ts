// Cells as they are drawn: shared corners move together, edges take corners in both cells, rings keep three.
import { describe, expect, it } from 'vitest'
import { addCorner, corners, differing, dropCorner, moveCorner, polygonOf, snapped, whole, type Cell } from '@/console/office/drawing'
import { grouped } from '@/console/office/grantwords'
import type { LngLat } from '@/shared/types'

const square = (code: string, west: number): Cell => ({ code, level: 'beat', parent: 'S', name_zh: code, name_en: code, width_m: null, ended: false, geometry: { type: 'Polygon', coordinates: [[[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]] } })
const two = (): Cell[] => [square('A', 0), square('B', 1)]
/** The n-th of what must be there. */
const at = <T>(all: readonly T[], n: number): T => {
  const found = all[n]
  if (found === undefined) throw new Error(`nothing at ${n}`)
  return found
}

describe('drawing', () => {
  it('moves a shared corner in both cells, or in one alone', () => {
    const both = moveCorner(two(), 'A', [1, 1], [1.2, 1.1], true)
    expect(both.map((one) => corners(one.geometry).some((point) => point[0] === 1.2 && point[1] === 1.1))).toEqual([true, true])
    const one = moveCorner(two(), 'A', [1, 1], [1.2, 1.1], false)
    expect(corners(at(one, 1).geometry)).toContainEqual([1, 1])
  })
  it('keeps a ring closed when its first corner moves', () => {
    const moved = at(moveCorner(two(), 'A', [0, 0], [-0.5, 0], true), 0).geometry
    expect(moved.type === 'Polygon' && at(moved.coordinates, 0)[0]).toEqual(moved.type === 'Polygon' && at(moved.coordinates, 0).at(-1))
  })
  it('puts a new corner into the edge of both', () => {
    const fresh = addCorner(two(), [1, 0], [1, 1], [1, 0.4])
    expect(fresh.map((one) => corners(one.geometry).length)).toEqual([5, 5])
  })
  it('drops a corner but never below a triangle', () => {
    const less = dropCorner(two(), 'A', [1, 1], true)
    expect(less.map((one) => corners(one.geometry).length)).toEqual([3, 3])
    expect(corners(at(dropCorner(less, 'A', [0, 0], true), 0).geometry)).toHaveLength(3)
  })
  it('says only what differs', () => {
    const grid = two()
    const moved = moveCorner(grid, 'A', [0, 0], [-0.5, 0], true)
    expect(differing(grid, moved).map((one) => one.code)).toEqual(['A'])
    expect(whole(grid, differing(grid, moved))).toEqual(moved)
  })
  it('snaps to a known corner and closes a ring', () => {
    const far = (a: LngLat, b: LngLat): number => Math.hypot(a[0] - b[0], a[1] - b[1])
    expect(snapped([1.01, 1], [[1, 1]], far, 0.1)).toEqual([1, 1])
    expect(snapped([2, 2], [[1, 1]], far, 0.1)).toEqual([2, 2])
    expect(polygonOf([[0, 0], [1, 0]])).toBeNull()
    expect(polygonOf([[0, 0], [1, 0], [1, 1]])).toMatchObject({ coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] })
  })
})

describe('what a post may do', () => {
  it('stands by part of the work and thing, deeds that reach equally far in one row', () => {
    const words: Record<string, string> = { 'case.list': '案件：查看列表', 'case.read': '案件：查看详情', 'case.handle': '案件：处置', 'user.manage': '用户：管理', 'call.list': '约请：查看列表', 'odd.thing': 'odd.thing' }
    const found = grouped([{ verb: 'case.list', level: 'own_cell_and_below' }, { verb: 'case.list', level: 'own' }, { verb: 'case.read', level: 'own' }, { verb: 'case.read', level: 'own_cell_and_below' }, { verb: 'case.handle', level: 'own' }, { verb: 'user.manage', level: 'all' }, { verb: 'call.list', level: 'all' }, { verb: 'odd.thing', level: 'all' }], (verb) => words[verb] ?? verb)
    expect(found.map((one) => one.part)).toEqual(['cases', 'joint', 'office'])
    expect(found[0]?.rows).toEqual([{ thing: '案件', deeds: ['查看列表', '查看详情'], levels: ['own', 'own_cell_and_below'] }, { thing: '案件', deeds: ['处置'], levels: ['own'] }])
    expect(found[2]?.rows.map((row) => row.thing)).toEqual(['用户', 'odd.thing'])
  })
})
