// Writing a pack: the draft on this machine, places in the text, and asking once when the typing stops.
import { nextTick, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settled } from '@/console/scenarios/settled'
import { draftKey, dropDraft, keepDraft, offsetOf, readDraft, type Draft } from '@/console/scenarios/write/draft'

function store(): Storage {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key), clear: () => kept.clear(), key: () => null, get length() { return kept.size } }
}
const draft: Draft = { text: 'for = "8m"', base: 1, newest: 2, at: 5 }

describe('a draft', () => {
  it('comes back after a reload, for the same person and scenario only', () => {
    const shelf = store()
    expect(keepDraft(shelf, draftKey('duty', 'goods'), draft, 'for = "5m"')).toBe(true)
    expect(readDraft(shelf, draftKey('duty', 'goods'))).toEqual(draft)
    expect(readDraft(shelf, draftKey('chief', 'goods'))).toBeNull()
    expect(readDraft(shelf, draftKey('duty', 'smoke'))).toBeNull()
  })
  it('goes when the text is the original again, and when it was saved', () => {
    const shelf = store()
    keepDraft(shelf, 'k', draft, 'x')
    keepDraft(shelf, 'k', { ...draft, text: 'x' }, 'x')
    expect(readDraft(shelf, 'k')).toBeNull()
    keepDraft(shelf, 'k', draft, 'x')
    dropDraft(shelf, 'k')
    expect(shelf.length).toBe(0)
  })
  it('that cannot be read is none, and a machine that keeps nothing says so', () => {
    const shelf = store()
    for (const text of ['{', '{"text":1}', 'null']) {
      shelf.setItem('k', text)
      expect(readDraft(shelf, 'k')).toBeNull()
    }
    const full = { ...shelf, setItem: () => { throw new DOMException('full', 'QuotaExceededError') } }
    expect(keepDraft(full, 'k', draft, 'x')).toBe(false)
  })
})

describe('a place in the text', () => {
  it('is a line and a column from 1', () => expect(offsetOf('ab\ncde\nf', 2, 2)).toEqual({ from: 4, to: 6 }))
  it('beyond the text is its end', () => {
    expect(offsetOf('ab\ncd', 9, 9)).toEqual({ from: 5, to: 5 })
    expect(offsetOf('ab\ncd', 1, 40)).toEqual({ from: 2, to: 2 })
    expect(offsetOf('', 1, 1)).toEqual({ from: 0, to: 0 })
  })
})

describe('typing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  it('is read once it has stood still', async () => {
    const text = ref('a')
    const late = settled(() => text.value, 450)
    for (const next of ['ab', 'abc', 'abcd']) {
      text.value = next
      await nextTick()
      vi.advanceTimersByTime(300)
    }
    expect(late.value).toBe('a')
    vi.advanceTimersByTime(200)
    expect(late.value).toBe('abcd')
  })
})
