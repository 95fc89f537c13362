// The long list's length is known whichever answer comes first, and stays right when it is read anew.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { computed, defineComponent, ref } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import { useLongList } from '@/console/cases/useLongList'
import type { Query } from '@/shared/api'

type Answer = (body: unknown) => void
afterEach(() => vi.unstubAllGlobals())

/** A list whose requests are answered by hand. */
function stand() {
  const asked: { path: string; answer: Answer }[] = []
  vi.stubGlobal('fetch', (address: string | URL | Request) => new Promise<Response>((resolve) => {
    const path = String(address instanceof Request ? address.url : address)
    asked.push({ path, answer: (body) => resolve(new Response(JSON.stringify(body), { status: 200, headers: { 'Content-Type': 'application/json' } })) })
  }))
  const view = ref<Query>({ open: true })
  let list!: ReturnType<typeof useLongList>
  const page = mount(defineComponent({ setup() {
    list = useLongList(computed(() => view.value), computed(() => true))
    return () => null
  } }), { global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }]] } })
  const answer = async (which: (path: string) => boolean, body: unknown): Promise<void> => {
    for (const one of asked.splice(0, asked.length, ...asked.filter((other) => !which(other.path)))) if (which(one.path)) one.answer(body)
    await flushPromises()
  }
  return { view, list, page, answer }
}
const rows = (n: number): object => ({ items: Array.from({ length: n }, (_, at) => ({ id: `c${at}`, version: 1 })), next: null })
const isCount = (path: string): boolean => path.includes('/count')

it('shows a view whose rows came before their count', async () => {
  const { view, list, page, answer } = stand()
  await flushPromises()
  await answer(isCount, { total: 3 })
  await answer(() => true, rows(3))
  expect(list.total.value).toBe(3)
  view.value = { open: true, state: 'handled' }
  await flushPromises()
  await answer((path) => !isCount(path), rows(1))
  await answer(isCount, { total: 1 })
  await answer(() => true, rows(1))
  expect([list.total.value, list.order.value.length, list.fresh.value]).toEqual([1, 1, 0])
  view.value = { open: true }
  await flushPromises()
  await answer((path) => !isCount(path), rows(3))
  await answer(isCount, { total: 3 })
  await answer(() => true, rows(3))
  expect([list.total.value, list.order.value.length]).toEqual([3, 3])
  page.unmount()
})
