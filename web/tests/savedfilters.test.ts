// A filter deleted by mistake comes back with one press, as it was.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/console.json'
import enLife from '@/locales/en/life.json'
import zh from '@/locales/zh/console.json'
import zhLife from '@/locales/zh/life.json'
import SavedFilters from '@/console/cases/SavedFilters.vue'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

it('is deleted and brought back', async () => {
  localStorage.setItem('wg-lang', 'en')
  const mine = { id: 4, name: 'Mine', query: { late: 'true' }, shared: true, own: true, post_zh: '值班长', post_en: 'Duty officer' }
  let items = [mine]
  vi.spyOn(api, 'get').mockImplementation((path) => Promise.resolve(path === '/api/auth/me' ? { user: { id: 1 }, posts: [], verbs: ['case.filter'] } : { items, next: null }))
  const drop = vi.spyOn(api, 'delete').mockImplementation(() => Promise.resolve((items = []) as never))
  const post = vi.spyOn(api, 'post').mockImplementation(() => Promise.resolve((items = [{ ...mine, id: 5 }]) as never))
  const shown = mount(SavedFilters, { props: { kept: {} }, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh, en }, { life: { zh: zhLife, en: enLife } })] } })
  await flushPromises()
  await shown.find('button').trigger('click')
  await shown.find('.drop').trigger('click')
  await flushPromises()
  expect([drop.mock.calls[0]?.[0], shown.findAll('li').length, shown.find('[role=status]').text()]).toEqual(['/api/case-filters/4', 0, expect.stringContaining('Deleted “Mine”')])
  await shown.find('[role=status] button').trigger('click')
  await flushPromises()
  expect(post.mock.calls).toEqual([['/api/case-filters', { name: 'Mine', query: { late: 'true' }, shared: true }]])
  expect([shown.findAll('li').length, shown.find('[role=status]').exists()]).toEqual([1, false])
  shown.unmount()
})
