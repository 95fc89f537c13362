// Vital signs: gaps stay gaps, a code is read from what was scanned, corners become a ring.
import { describe, expect, it } from 'vitest'
import { codeOf } from '@/h5/scan'
import { courseOf } from '@/shared/course'
import { ring } from '@/shared/evidence'

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 7, minute)).toISOString()
const point = (minute: number, value: number) => ({ at: at(minute), low: value - 1, mean: value, high: value + 1 })
const span = { start: at(0), end: at(60), gap: 600 }
const frame = { width: 600, height: 100 }

describe('course', () => {
  it('is nothing without readings', () => expect(courseOf([], [], span, frame)).toBeNull())

  it('breaks where nothing came and says where', () => {
    const shape = courseOf([point(5, 1), point(10, 2), point(40, 3), point(45, 2)], [], span, frame)
    expect(shape?.lines).toHaveLength(2)
    expect(shape?.gaps.map((gap) => [gap.x, gap.width])).toEqual([[100, 300], [450, 150]])
  })

  it('shows a lonely reading as a dot and a late beginning as a gap', () => {
    const shape = courseOf([point(30, 1)], [], span, frame)
    expect(shape?.lines).toEqual([])
    expect(shape?.dots).toEqual([{ x: 300, y: 50 }])
    expect(shape?.gaps[0]).toEqual({ x: 0, width: 300 })
  })

  it('makes room for limits and moves their names apart', () => {
    const shape = courseOf([point(5, 1), point(10, 1)], [{ level: 'red', value: 10 }, { level: 'orange', value: 9.9 }], span, frame)
    const [first, second] = shape?.limits ?? []
    expect(first?.y).toBeGreaterThan(0)
    expect(Math.abs((second?.labelY ?? 0) - (first?.labelY ?? 0))).toBeGreaterThanOrEqual(16)
  })
})

describe('code', () => {
  it('comes from the scanned address or from what was typed', () => {
    expect(codeOf('https://street.example/m/install/QX-031')).toBe('QX-031')
    expect(codeOf(' QX-031 ')).toBe('QX-031')
  })

  it('is none where it could be anything else', () => {
    for (const text of ['', 'https://example.com/x', '../../etc', 'QX 031', 'https://h/m/install/%2F..']) expect(codeOf(text)).toBeNull()
  })
})

it('a ring is drawn in thousandths', () => expect(ring([[0, 0.5], [1, 0.25]])).toBe('0,500 1000,250'))
