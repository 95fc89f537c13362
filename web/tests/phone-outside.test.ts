// A report's place outside of the street stays so once the network is gone, and with the draft.
import { afterEach, expect, it, vi } from 'vitest'

const kept = new Map<string, { id: string; state: string; body: Record<string, unknown>; photos: Blob[] }>()
vi.mock('@/h5/useOutbox', () => ({ useOutbox: () => ({ find: (id: string) => kept.get(id), drop: (id: string) => kept.delete(id), keepDraft: (id: string, body: Record<string, unknown>, photos: Blob[]) => kept.set(id, { id, state: 'draft', body, photos }) }) }))
let position: { lon: number; lat: number; accuracy: number } | null = null
vi.mock('@/h5/place', () => ({ whereAmI: async () => position }))
const { useSheet } = await import('@/h5/useSheet')
const { isOutside } = await import('@/h5/useSuggest')
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent } from 'vue'

const FAR = { lon: 121.6, lat: 31.3 }
function sheet(draft = '', about: Record<string, unknown> = {}) {
  let made: ReturnType<typeof useSheet> | undefined
  const shown = mount(defineComponent({ setup: () => ((made = useSheet(draft, about)), () => null) }))
  return { sheet: made as ReturnType<typeof useSheet>, leave: () => shown.unmount() }
}
afterEach(() => kept.clear())

it('what the server said of a point holds without it; another point is not known', () => {
  expect(isOutside(FAR, true, null)).toBe(true)
  expect(isOutside(FAR, undefined, { ...FAR })).toBe(true)
  expect(isOutside({ ...FAR, lat: 31.2 }, undefined, FAR)).toBe(false)
  expect(isOutside(FAR, false, FAR)).toBe(false)
  expect(isOutside(null, undefined, null)).toBe(false)
})
it('is kept with the draft, and not sent', () => {
  const first = sheet('', FAR)
  first.sheet.text.value = '井盖破损'
  first.sheet.outsideAt.value = { ...FAR }
  first.leave()
  const again = sheet(first.sheet.id)
  expect(isOutside(again.sheet.at.value, undefined, again.sheet.outsideAt.value)).toBe(true)
  expect(again.sheet.written()).not.toHaveProperty('outside_at')
  again.leave()
})
it('a phone that did not know where it is can be asked again, and a place chosen meanwhile stands', async () => {
  const { sheet: first, leave } = sheet()
  await flushPromises()
  expect([first.placed.value, first.at.value]).toEqual(['unknown', null])
  position = { lon: 121.48, lat: 31.23, accuracy: 9 }
  await first.locate()
  expect([first.placed.value, first.at.value]).toEqual(['found', { lon: 121.48, lat: 31.23 }])
  const asked = first.locate()
  first.placed.value = 'picked'
  first.at.value = FAR
  await asked
  expect([first.placed.value, first.at.value]).toEqual(['picked', FAR])
  leave()
})
