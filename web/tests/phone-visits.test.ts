// Who walks sees what is to be visited because of a tag, what is due first, and says "I was there" in one press.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import VisitsDue from '@/h5/VisitsDue.vue'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'
import { dayOf } from '@/shared/time'

const DAY = 86_400_000
const REF = { name: 'RouterLink', props: ['to'], template: '<a><slot /></a>' }
const tag = (id: number, next: number) => ({ id, name_zh: `店 ${id}`, name_en: `Shop ${id}`, label: { code: 'fumes', name_zh: '油烟', name_en: 'Fumes', colour: 'brown' }, lon: 121.48, lat: 31.23, visited_at: null, next_visit: dayOf(Date.now() + next * DAY) })

it('lists what is due, and a visit said is sent and read back', async () => {
  let items = [tag(1, -3), tag(2, 0), tag(3, 5)]
  vi.spyOn(api, 'get').mockImplementation((path) => Promise.resolve(String(path).startsWith('/api/tags/patrol') ? { items } : { status: 'ok', time: new Date().toISOString(), speed: 1 }))
  const sent = vi.spyOn(api, 'post').mockImplementation(() => {
    items = [tag(2, 0), tag(3, 5), tag(1, 7)]
    return Promise.resolve({})
  })
  const shown = mount(VisitsDue, { global: { stubs: { RouterLink: REF }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] } })
  await flushPromises()
  expect(shown.findAll('li').length).toBe(2)
  await shown.find('li button').trigger('click')
  await flushPromises()
  expect(sent.mock.calls.map(([path]) => path)).toEqual(['/api/tags/1/visit'])
  expect(shown.findAll('li').length).toBe(1)
  await shown.find('section > .btn').trigger('click')
  expect([shown.findAll('li').length, shown.findAll('li button').length]).toEqual([3, 1])
})

it('says at once that nothing has changed at all that is due, and takes it back', async () => {
  let items = [tag(1, -3), tag(2, 0), tag(3, 5)]
  vi.spyOn(api, 'get').mockImplementation((path) => Promise.resolve(String(path).startsWith('/api/tags/patrol') ? { items } : { status: 'ok', time: new Date().toISOString(), speed: 1 }))
  const sent = vi.spyOn(api, 'post').mockImplementation((path) => {
    items = String(path).endsWith('undo') ? [tag(1, -3), tag(2, 0), tag(3, 5)] : [tag(3, 5), tag(1, 7), tag(2, 7)]
    return Promise.resolve({})
  })
  sent.mockClear()
  const shown = mount(VisitsDue, { props: { brief: true }, global: { stubs: { RouterLink: REF }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] } })
  await flushPromises()
  expect(shown.text()).toContain('Visit Fumes: 2')
  await shown.find('.two button').trigger('click')
  await flushPromises()
  expect(shown.find('.two').exists()).toBe(false)
  expect(shown.find('.told').text()).toContain('Saved: no change at 2')
  await shown.find('.told button').trigger('click')
  await flushPromises()
  expect(sent.mock.calls).toEqual([['/api/tags/visits', { tags: [1, 2] }], ['/api/tags/visits/undo', { tags: [1, 2] }]])
  expect([shown.find('.told').exists(), shown.find('.two').exists()]).toEqual([false, true])
})
