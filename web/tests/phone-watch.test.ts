// Who watches over a street and handles nothing sees what is late there, not an empty list of own tasks.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, ref } from 'vue'
import { api } from '@/shared/api'
import { useWatch } from '@/h5/useWatch'

const person = ref({ posts: [{ role: 'chief', area: { code: '310101999' } }] })
const verbs = ref<string[]>([])
vi.mock('@/shared/me', () => ({ useMe: () => ({ me: person, may: (verb: string) => verbs.value.includes(verb) }) }))
const total: Record<string, number> = { overdue: 2, near: 0, open: 19 }
const asked: Record<string, unknown>[] = []

async function watched(role: string, ...may: string[]) {
  person.value = { posts: [{ role, area: { code: 'L08' } }] }
  verbs.value = may
  asked.length = 0
  vi.spyOn(api, 'get').mockImplementation((_path, options) => {
    const query = (options as { query: Record<string, unknown> }).query
    asked.push(query)
    return Promise.resolve({ total: query['overdue'] ? total['overdue'] : query['near'] ? total['near'] : query['mine'] ? 0 : query['stage'] ? 3 : total['open'] })
  })
  let found!: ReturnType<typeof useWatch>
  mount(defineComponent({ setup: () => ((found = useWatch()), () => null) }), { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
  await flushPromises()
  return found
}
beforeEach(() => vi.restoreAllMocks())

it('a chief gets late, near and open of the whole street, zero too', async () => {
  const found = await watched('chief', 'case.list')
  expect([found.watching.value, found.segment.value]).toEqual([true, false])
  expect(found.shown.value).toEqual([{ name: 'late', n: 2 }, { name: 'near', n: 0 }, { name: 'open', n: 19 }])
  expect(asked.every((one) => one['area'] === undefined)).toBe(true)
})
it('a segment chief gets those of her segment', async () => {
  const found = await watched('segment_chief', 'case.list')
  expect(found.segment.value).toBe(true)
  expect(asked.length && asked.every((one) => one['area'] === 'L08')).toBe(true)
})
it('a supervisor also gets what waits for a check', async () => {
  expect((await watched('supervisor', 'case.list', 'case.check')).shown.value.map((one) => one.name)).toEqual(['late', 'near', 'check', 'open'])
})
it.each([['grid_worker', ['case.list', 'case.handle']], ['resident', ['case.list']], ['installer', []]])('%s has tasks of her own, or none, and asks for no list', async (role, may) => {
  const found = await watched(role, ...may)
  expect([found.watching.value, asked.length]).toEqual([false, 0])
})
