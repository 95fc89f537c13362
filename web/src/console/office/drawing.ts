// Cells as they are drawn: corners shared by neighbours move together, so that a border stays one border. Pure.
import type { Geometry, Position } from 'geojson'
import type { LngLat } from '@/shared/types'

export interface Cell {
  code: string
  level: string
  parent: string
  name_zh: string
  name_en: string
  geometry: Geometry
  width_m: number | null
  ended: boolean
}
export interface Flaw { code: string; cells: string[]; area_m2: number; where: Geometry | null; message_zh: string; message_en: string }
export interface Moved { kind: string; moved: number; pairs: { before: string; after: string; n: number }[] }
export interface Tried { flaws: Flaw[]; moves: Moved[]; ready: boolean }
export interface PlanLine { id: number; layer: string; state: 'draft' | 'planned' | 'in_force' | 'dropped'; title: string; version: number; valid_from: string | null; by_name: string; made_at: string; planned_at: string | null; done_at: string | null; fault: string; changed: string[]; moves: Moved[] }
export interface Plan extends PlanLine { cells: Cell[]; grid: Cell[] }

const DIGITS = 7
/** A position as a pair; what is missing is 0. */
export const pair = (at: Position | undefined): LngLat => [at?.[0] ?? 0, at?.[1] ?? 0]
export function near(a: Position | undefined, b: Position | undefined): boolean {
  const [p, q] = [pair(a), pair(b)]
  return Math.abs(p[0] - q[0]) < 1e-7 && Math.abs(p[1] - q[1]) < 1e-7
}
const rounded = (at: LngLat): LngLat => [Number(at[0].toFixed(DIGITS)), Number(at[1].toFixed(DIGITS))]

/** Every line of positions of a geometry: rings (closed) and lines. */
export function lines(geometry: Geometry): Position[][] {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiLineString': return geometry.coordinates
    case 'MultiPolygon': return geometry.coordinates.flat()
    case 'LineString': return [geometry.coordinates]
    case 'Point': return [[geometry.coordinates]]
    default: return []
  }
}
function withLines(geometry: Geometry, change: (line: Position[]) => Position[]): Geometry {
  switch (geometry.type) {
    case 'Polygon':
    case 'MultiLineString': return { ...geometry, coordinates: geometry.coordinates.map(change) }
    case 'MultiPolygon': return { ...geometry, coordinates: geometry.coordinates.map((part) => part.map(change)) }
    case 'LineString': return { ...geometry, coordinates: change(geometry.coordinates) }
    case 'Point': return { ...geometry, coordinates: change([geometry.coordinates])[0] ?? geometry.coordinates }
    default: return geometry
  }
}
export const isArea = (geometry: Geometry): boolean => geometry.type.endsWith('Polygon')

/** The corners of a cell, each once. */
export function corners(geometry: Geometry): LngLat[] {
  return lines(geometry).flatMap((line) => (isArea(geometry) ? line.slice(0, -1) : line)).map(pair)
}

const mapCells = (cells: Cell[], change: (cell: Cell) => Geometry): Cell[] => cells.map((cell) => {
  const geometry = change(cell)
  return geometry === cell.geometry ? cell : { ...cell, geometry }
})

/** Moves a corner of the cell `code`, and the same corner of every neighbour when `together`. */
export function moveCorner(cells: Cell[], code: string, from: LngLat, to: LngLat, together: boolean): Cell[] {
  const at = rounded(to)
  return mapCells(cells, (cell) => {
    if (cell.ended || (!together && cell.code !== code) || !lines(cell.geometry).some((line) => line.some((one) => near(one, from)))) return cell.geometry
    return withLines(cell.geometry, (line) => line.map((one) => (near(one, from) ? at : one)))
  })
}

/** A new corner on the edge a–b, in every cell that has this edge. */
export function addCorner(cells: Cell[], a: LngLat, b: LngLat, at: LngLat): Cell[] {
  const fresh = rounded(at)
  const joins = (line: Position[], n: number): boolean => n > 0 && ((near(line[n - 1], a) && near(line[n], b)) || (near(line[n - 1], b) && near(line[n], a)))
  return mapCells(cells, (cell) => {
    if (cell.ended || !lines(cell.geometry).some((line) => line.some((_, n) => joins(line, n)))) return cell.geometry
    return withLines(cell.geometry, (line) => line.flatMap((one, n) => (joins(line, n) ? [fresh, one] : [one])))
  })
}

/** Takes a corner away wherever it stands; a ring keeps three, a line two. */
export function dropCorner(cells: Cell[], code: string, at: LngLat, together: boolean): Cell[] {
  return mapCells(cells, (cell) => {
    if (cell.ended || (!together && cell.code !== code)) return cell.geometry
    return withLines(cell.geometry, (line) => {
      const kept = line.filter((one) => !near(one, at))
      if (kept.length === line.length) return line
      if (!isArea(cell.geometry)) return kept.length >= 2 ? kept : line
      const ring = near(kept[0], kept.at(-1)) ? kept : [...kept, ...kept.slice(0, 1)]
      return ring.length >= 4 ? ring : line
    })
  })
}

/** A ring of clicked corners as a polygon, or null below three. */
export function polygonOf(ring: LngLat[]): Geometry | null {
  return ring.length < 3 ? null : { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)].map(rounded)] }
}

/** The nearest known corner within a distance on the screen, else the place itself. */
export function snapped(at: LngLat, known: LngLat[], far: (a: LngLat, b: LngLat) => number, reach: number): LngLat {
  let best: LngLat = at
  let least = reach
  for (const one of known) {
    const gap = far(at, one)
    if (gap < least) [best, least] = [one, gap]
  }
  return best
}

const same = (a: Cell, b: Cell): boolean => JSON.stringify([a.level, a.parent, a.name_zh, a.name_en, a.geometry, a.width_m, a.ended]) === JSON.stringify([b.level, b.parent, b.name_zh, b.name_en, b.geometry, b.width_m, b.ended])

/** Only what differs from the grid in force: what a plan holds. */
export function differing(grid: Cell[], drawn: Cell[]): Cell[] {
  return drawn.filter((cell) => {
    const before = grid.find((one) => one.code === cell.code)
    return before ? !same(before, cell) : !cell.ended
  })
}

/** The whole layer as drawn: the grid with the plan's cells put in. */
export const whole = (grid: Cell[], drawn: Cell[]): Cell[] => [...grid.map((one) => drawn.find((cell) => cell.code === one.code) ?? one), ...drawn.filter((cell) => !grid.some((one) => one.code === cell.code))]
