// Who walks sees what is to be visited because of a tag, what is due first, and says "I was there" in one press: kept without a network,
// sent once, and taken back.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import KeptItem from '@/h5/KeptItem.vue'
import VisitsDue from '@/h5/VisitsDue.vue'
import { useOutbox, useOutboxKeeper } from '@/h5/useOutbox'
import { api, ApiProblem } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'
import { dayOf } from '@/shared/time'

const DAY = 86_400_000
const REF = { name: 'RouterLink', props: ['to'], template: '<a><slot /></a>' }
const tag = (id: number, next: number) => ({ id, name_zh: `店 ${id}`, name_en: `Shop ${id}`, label: { code: 'fumes', name_zh: '油烟', name_en: 'Fumes', colour: 'brown' }, lon: 121.48, lat: 31.23, visited_at: null, next_visit: dayOf(Date.now() + next * DAY) })

let items: ReturnType<typeof tag>[] = []
let line = true
let box: ReturnType<typeof useOutbox>
const sent = vi.spyOn(api, 'post')
beforeEach(async () => {
  localStorage.setItem('wg-lang', 'en')
  line = true
  for (const item of box?.mine.value ?? []) await box.drop(item.id)
  items = [tag(1, -3), tag(2, 0), tag(3, 5)]
  vi.spyOn(api, 'get').mockImplementation((path) => {
    if (String(path) === '/api/auth/me') return Promise.resolve({ user: { id: 1 }, posts: [], verbs: [] })
    return Promise.resolve(String(path).startsWith('/api/tags/patrol') ? { items } : { status: 'ok', time: new Date().toISOString(), speed: 1 })
  })
  sent.mockReset()
  sent.mockImplementation((path, body) => {
    if (!line) return Promise.reject(new ApiProblem({ status: 0, code: 'offline' }))
    const { tags } = body as { tags: number[] }
    items = items.map((one) => (tags.includes(one.id) ? tag(one.id, String(path).endsWith('undo') ? 0 : 7) : one))
    return Promise.resolve({})
  })
})
const presses = () => sent.mock.calls.map(([path, body]) => [path, (body as { tags: number[] }).tags, (body as { unchanged?: boolean }).unchanged])

async function show(props: Record<string, unknown> = {}): Promise<VueWrapper> {
  const Page = defineComponent({ setup: () => (useOutboxKeeper(), (box = useOutbox()), () => h('main', [h(VisitsDue, props), h('ul', { class: 'mine' }, box.mine.value.map((item) => h(KeptItem, { item, key: item.id })))])) })
  const shown = mount(Page, { global: { stubs: { RouterLink: REF }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { retry: false } } }) }], createWeigeI18n('h5', { zh, en })] } })
  await flushPromises()
  return shown
}
async function press(shown: VueWrapper, what: string): Promise<void> {
  await shown.find(what).trigger('click')
  await flushPromises()
}

it('lists what is due, and a visit said is sent, read back and taken back', async () => {
  const shown = await show()
  expect(shown.findAll('section li').length).toBe(2)
  await press(shown, 'section li button')
  expect(presses()).toEqual([['/api/tags/visits', [1], false]])
  expect(shown.findAll('section li').length).toBe(1)
  await press(shown, 'section > .btn')
  expect([shown.findAll('section li').length, shown.findAll('section li button').length]).toEqual([3, 1])
  await press(shown, '.told button')
  expect(presses()[1]).toEqual(['/api/tags/visits/undo', [1], undefined])
  expect(shown.find('.told').exists()).toBe(false)
  shown.unmount()
})

it('says at once that nothing has changed at all that is due, and takes it back', async () => {
  const shown = await show({ brief: true })
  expect(shown.text()).toContain('Visit Fumes: 2')
  await press(shown, '.two button')
  expect(shown.find('.two').exists()).toBe(false)
  expect(shown.find('.told').text()).toContain('Saved: no change at 2')
  await press(shown, '.told button')
  expect(presses()).toEqual([['/api/tags/visits', [1, 2], true], ['/api/tags/visits/undo', [1, 2], undefined]])
  expect([shown.find('.told').exists(), shown.find('.two').exists()]).toEqual([false, true])
  shown.unmount()
})

it('keeps visits without a network, says so, sends each once, and one taken back while it waits never', async () => {
  line = false
  const shown = await show()
  await press(shown, 'section li button')
  expect(shown.find('.told').text()).toContain('Visits kept on this phone: 1')
  expect(shown.findAll('section li').length, 'what was said here is due no more').toBe(1)
  await press(shown, 'section li button')
  expect(shown.findAll('.mine li').map((row) => row.text()).join()).toContain('kept here')
  await press(shown, '.told button')
  expect([box.unsent.value.length, shown.findAll('section li').length]).toEqual([1, 1])
  sent.mockClear()
  line = true
  dispatchEvent(new Event('online'))
  dispatchEvent(new Event('online'))
  await flushPromises()
  expect(presses()).toEqual([['/api/tags/visits', [1], false]])
  expect(sent.mock.calls[0]?.[1]).toMatchObject({ sent: box.mine.value[0]?.id, at: expect.stringMatching(/^\d{4}-.*Z$/) })
  expect(box.unsent.value).toEqual([])
  shown.unmount()
})

it('tells plainly what is not asked for any more, and sends the rest', async () => {
  const shown = await show({ brief: true })
  sent.mockImplementationOnce(() => Promise.reject(new ApiProblem({ status: 409, code: 'tag_no_visit', detail: '“Shop 1” asks for no visit now' })))
  items = [tag(2, 0), tag(3, 5)]
  await press(shown, '.two button')
  expect(shown.find('.mine li').text()).toContain('“Shop 1” asks for no visit now')
  await press(shown, '.mine .acc')
  expect(presses().at(-1)).toEqual(['/api/tags/visits', [2], true])
  expect(box.unsent.value).toEqual([])
  shown.unmount()
})
