// Moves marks that cover one another apart, so that each can be pressed: the first stays, each next takes the nearest free place.
export interface Spot {
  x: number
  y: number
  /** Width and height in px. */
  size: number
}

const STEP = 13
/** As far as a mark may be moved from its place and still be understood as standing there: six steps (px: 78). */
const RINGS = 6

function* around(): Generator<[number, number]> {
  yield [0, 0]
  for (let ring = 1; ring <= RINGS; ring += 1) {
    const many = 8 * ring
    for (let i = 0; i < many; i += 1) {
      const turn = (2 * Math.PI * i) / many - Math.PI / 2
      yield [Math.round(STEP * ring * Math.cos(turn)), Math.round(STEP * ring * Math.sin(turn))]
    }
  }
}
const PLACES = [...around()]

const apart = (a: Spot, b: Spot): boolean => {
  const least = (a.size + b.size) / 2
  return Math.abs(a.x - b.x) >= least || Math.abs(a.y - b.y) >= least
}

/** For each mark, in order of weight, how far it is moved; null where there is no room left: it stays reachable by its list. */
export function spread(spots: readonly Spot[]): ([number, number] | null)[] {
  const taken: Spot[] = []
  return spots.map((spot) => {
    for (const [dx, dy] of PLACES) {
      const here = { x: spot.x + dx, y: spot.y + dy, size: spot.size }
      if (taken.every((other) => apart(here, other))) {
        taken.push(here)
        return [dx, dy]
      }
    }
    return null
  })
}
